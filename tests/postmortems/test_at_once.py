"""Several people at the same instant: one result, and no word lost."""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from postmortems.choices import ActivityKind, Status, Via
from postmortems.editing import Edit, commit
from postmortems.models import LateEdit, Postmortem, SignedText
from postmortems.models.signature import TextChanged
from postmortems.reasons import Refused
from postmortems.verification import verify
from tests.postmortems.ready import SUBMITTED, Cast, create_cast, ready, sign, submitted

pytestmark = pytest.mark.django_db(transaction=True)
# `make faults` asks for a hundred.
TIMINGS = int(os.environ.get("TIMINGS", "8"))
LATER = SUBMITTED + timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return create_cast()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each returned or raised; all start together, each in a thread of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return act()
        except (Refused, TextChanged) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_submit_at_once(cast: Cast) -> None:
    postmortem = ready(cast)

    def submit() -> None:
        Postmortem.objects.get(pk=postmortem.pk).submit(by=cast.lead, at=SUBMITTED)

    results = at_once(submit, submit)

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert postmortem.activities.filter(kind=ActivityKind.SUBMITTED).count() == 1


def test_three_sign_at_once(cast: Cast) -> None:
    postmortem = submitted(cast)

    at_once(*(partial(sign_own, postmortem, person) for person in cast.signers))

    postmortem.refresh_from_db()
    assert postmortem.status == Status.SIGNED_OFF
    assert [signature.number for signature in postmortem.signatures.all()] == [1, 2, 3]
    assert postmortem.checks.count() == 3
    assert verify(postmortem) == []


def sign_own(postmortem: Postmortem, person: User) -> None:
    sign(Postmortem.objects.get(pk=postmortem.pk), person, at=LATER)


def test_one_person_who_signs_twice_at_once_signs_once(cast: Cast) -> None:
    postmortem = submitted(cast)

    def approve() -> None:
        sign_own(postmortem, cast.lead)

    results = at_once(approve, approve)

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert postmortem.signatures.count() == 1


def test_words_typed_while_the_third_signs_are_signed_or_kept_with_their_author(
    cast: Cast,
) -> None:
    postmortem = submitted(cast)

    for timing in range(TIMINGS):
        for person in (cast.responder, cast.lead):
            sign_own(postmortem, person)
        chance = random.Random(timing)  # noqa: S311  timings, not secrets
        words: list[str] = []

        at_once(
            partial(type_until_frozen, postmortem, cast.owner, words, timing, chance),
            partial(sign_when_read, postmortem, cast, chance.uniform(0, 0.2)),
        )

        find_every_word(postmortem, cast.owner, words)
        postmortem.reopen(by=cast.manager, at=LATER, reason="Once more")
        postmortem.submit(by=cast.lead, at=LATER)


def type_until_frozen(
    postmortem: Postmortem, by: User, words: list[str], timing: int, chance: random.Random
) -> None:
    """Word after word, with ever longer pauses, so that the signers get their turn."""
    while True:
        time.sleep(chance.uniform(0, 0.05 * (len(words) + 1)))
        words.append(f"word-{timing}-{len(words)}; ")
        edit = Edit("answer:what_happened", [words[-1]], base=0, base_text="")
        outcome = commit(
            postmortem.pk, by=by, client="typist", edits=[edit], via=Via.LIVE, at=LATER
        )
        if outcome.refused:
            return


def sign_when_read(postmortem: Postmortem, cast: Cast, delay: float) -> None:
    """All sign again what they read, until nothing was typed in between."""
    time.sleep(delay)
    while True:
        fresh = Postmortem.objects.get(pk=postmortem.pk)
        if fresh.status == Status.SIGNED_OFF:
            return
        for person in cast.signers:
            try:
                sign_own(postmortem, person)
            except (Refused, TextChanged):
                continue


def find_every_word(postmortem: Postmortem, author: User, words: list[str]) -> None:
    """Each is in the text that was signed, or kept, never neither; the last one came late."""
    postmortem.refresh_from_db()
    assert postmortem.status == Status.SIGNED_OFF
    current = postmortem.signatures.current().values("signed_text")
    text = SignedText.objects.get(pk__in=current).text
    late = LateEdit.objects.filter(postmortem=postmortem, user=author, reason="frozen")
    kept = "".join(late.values_list("text", flat=True))
    for each in words:
        assert (each in text) != (each in kept), each
    assert words[-1] in kept
    assert verify(postmortem) == []
