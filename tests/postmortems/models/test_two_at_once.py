"""Two people at the same instant: one result, and the other is told."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from postmortems.choices import CheckAnswer, FollowUpPeriod, Status
from postmortems.follow_ups import Reply
from postmortems.models import Check, Postmortem
from postmortems.reasons import Refused
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off

pytestmark = pytest.mark.django_db(transaction=True)


def run(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_answers_one_is_kept_and_of_two_closings_one_counts() -> None:
    cast = create_cast()
    postmortem = create_signed_off(cast)
    postmortem.checks.exclude(period=FollowUpPeriod.WEEK).delete()
    check = postmortem.checks.get()
    barrier, told = Barrier(2, timeout=60), []

    def answer_and_close(name: str) -> None:
        mine = Check.objects.select_related("postmortem").get(pk=check.pk)
        same = Postmortem.objects.get(pk=postmortem.pk)
        verbs: list[Callable[[], None]] = [
            lambda: mine.answer_with(Reply(CheckAnswer.YES), by=cast[name], at=LATER),
            lambda: same.close(by=cast[name], at=LATER),
        ]
        try:
            for verb in verbs:
                barrier.wait()
                try:
                    verb()
                except Refused as refused:
                    told.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=answer_and_close, args=(name,)) for name in ("lead", "manager")]
    run(threads)

    assert len(told) == 2
    assert "answered already" in told[0]
    assert "is “Closed” by now" in told[1]
    assert [each.kind for each in postmortem.activities.order_by("id")][-2:] == [
        "checked",
        "closed",
    ]
    assert Postmortem.objects.get(pk=postmortem.pk).status == Status.CLOSED
