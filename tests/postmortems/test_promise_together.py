"""Several people and one action at the same instant: one result, the others are told."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import User
from postmortems.models import Action, Activity, Change, Postmortem
from postmortems.reasons import Refused
from tests.factories import AT, MembershipFactory, create_postmortem
from tests.postmortems.promises import promise

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 6


@pytest.fixture
def owner() -> User:
    person: User = MembershipFactory.create().user
    return person


@pytest.fixture
def postmortem(owner: User) -> Postmortem:
    return create_postmortem(lead=owner)


def at_once(work: Callable[[int], None]) -> list[str]:
    """Run it in all threads at the same instant; what the refused ones were told."""
    barrier, refusals, others = Barrier(THREADS), [], []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except Refused as refused:
            refusals.append(str(refused))
        except BaseException as failure:
            others.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert others == []
    return refusals


def test_one_completes_it_and_the_others_are_told(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner)

    told = at_once(
        lambda number: Action.objects.get(pk=action.pk).complete(f"Proof {number}", by=owner, at=AT)
    )

    assert told == ["Its status is “Done” already."] * (THREADS - 1)
    action.refresh_from_db()
    assert Activity.objects.get(kind="action_completed").facts["evidence"] == action.evidence


def test_one_day_is_one_slip_however_many_choose_it(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner, due_on=date(2026, 12, 4))
    day = date(2026, 12, 18)

    told = at_once(
        lambda number: Action.objects.get(pk=action.pk).postpone(day, "Later", by=owner, at=AT)
    )

    action.refresh_from_db()
    assert len(told) == THREADS - 1
    assert (action.slips, action.first_due_on) == (1, date(2026, 12, 4))
    seqs = list(Change.objects.values_list("seq", flat=True))
    assert seqs == list(range(1, Postmortem.objects.get().seq + 1))


def test_two_lists_in_two_orders_do_not_wait_for_each_other(owner: User) -> None:
    for number in range(4):
        promise(create_postmortem(lead=owner), f"Promise {number}", owner=owner)
    days = [date(2027, 1, 1 + number) for number in range(THREADS)]

    def postpone(number: int) -> None:
        order = "pk" if number % 2 else "-pk"
        ids = Action.objects.written().order_by(order).values_list("pk", flat=True)
        Action.objects.filter(pk__in=list(ids)).postpone(days[number], "Later", by=owner, at=AT)

    told = at_once(postpone)

    due = set(Action.objects.written().values_list("due_on", flat=True))
    assert len(due) == 1
    assert len(told) < THREADS
