"""Many people at the same instant: dense numbers, nothing lost, nobody locked out."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import Membership, Team, User
from postmortems.choices import Via
from postmortems.editing import Edit, commit, open_postmortem
from postmortems.models import Change, Postmortem

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
THREADS = 8
COMMITS = 100


@pytest.fixture
def lead() -> User:
    team = Team.objects.create(name="Platform", slug="platform")
    person = User.objects.create_user("lead@example.com", None, full_name="Lead")
    Membership.objects.create(team=team, user=person)
    return person


@pytest.fixture
def postmortem(lead: User) -> Postmortem:
    return open_postmortem(team=Team.objects.get(), by=lead, at=AT)


def run_together(work: Callable[[int], None]) -> list[BaseException]:
    """Run `work` in eight threads that start at once; what went wrong in them."""
    barrier = Barrier(THREADS)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_eight_writers_of_one_answer_lose_nothing(postmortem: Postmortem, lead: User) -> None:
    opened_at = postmortem.seq

    def type_letters(number: int) -> None:
        seq = opened_at
        for _ in range(COMMITS):
            length = length_at(postmortem, seq)
            operation = ["abcdefgh"[number], *([length] if length else [])]
            edit = Edit("answer:what_happened", operation, base=seq)
            outcome = commit(
                postmortem.pk, by=lead, client=f"c{number}", edits=[edit], via=Via.LIVE, at=AT
            )
            assert not outcome.refused
            seq = outcome.seq

    failures = run_together(type_letters)

    assert failures == []
    text = Postmortem.objects.get().root_cause.what_happened
    assert sorted(text) == sorted("abcdefgh" * COMMITS)
    seqs = list(Change.objects.filter(postmortem=postmortem).values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert Postmortem.objects.get().seq == len(seqs)


def length_at(postmortem: Postmortem, seq: int) -> int:
    """How long the answer was after change `seq`."""
    changes = Change.objects.filter(postmortem=postmortem, target="answer:what_happened")
    last = changes.filter(seq__lte=seq).order_by("-seq").first()
    return last.length if last else 0


def test_one_edit_sent_eight_times_at_once_is_written_once(
    postmortem: Postmortem, lead: User
) -> None:
    edit = Edit("answer:title", ["Once"], base=postmortem.seq, op_id=uuid4())

    failures = run_together(
        lambda number: void(
            commit(postmortem.pk, by=lead, client="c", edits=[edit], via=Via.LIVE, at=AT)
        )
    )

    assert failures == []
    assert Postmortem.objects.get().title == "Once"
    assert Change.objects.filter(op_id=edit.op_id).count() == 1


def test_eight_openings_at_once_get_eight_numbers(lead: User) -> None:
    team = Team.objects.get()

    failures = run_together(lambda number: void(open_postmortem(team=team, by=lead, at=AT)))

    assert failures == []
    ids = {postmortem.incident_id for postmortem in Postmortem.objects.all()}
    assert ids == {f"INC-2026-{number}" for number in range(1, THREADS + 1)}


def void(_: object) -> None:
    """Throw the answer away."""
