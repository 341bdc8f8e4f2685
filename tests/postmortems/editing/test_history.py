"""Who changed what is told from the log, and anything can be brought back by a new change."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from postmortems.choices import Via
from postmortems.content import Content
from postmortems.editing import Edit, commit, operations
from postmortems.editing.history import entries, restore, text_at
from postmortems.models import Change, Postmortem, Snapshot, TimelineEvent
from tests.factories import AT, MembershipFactory, create_postmortem

pytestmark = pytest.mark.django_db

TITLE = "answer:title"


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


@pytest.fixture
def postmortem(lead: User) -> Postmortem:
    return create_postmortem(lead=lead)


def colleague(postmortem: Postmortem) -> User:
    return MembershipFactory.create(team=postmortem.team, user__full_name="Rosa Responder").user


def change(
    postmortem: Postmortem, target: str, operation: Any, *, by: User, at: datetime = AT
) -> None:
    postmortem.refresh_from_db()
    edit = Edit(target, operation, base=postmortem.seq)
    outcome = commit(postmortem.pk, by=by, client="test", edits=[edit], via=Via.FORM, at=at)
    assert not outcome.refused
    postmortem.refresh_from_db()


def write(postmortem: Postmortem, text: str, *, by: User, at: datetime = AT) -> None:
    now = Postmortem.objects.get(pk=postmortem.pk).title
    change(postmortem, TITLE, operations.diff(now, text), by=by, at=at)


def test_a_blank_one_has_no_history(postmortem: Postmortem) -> None:
    assert entries(postmortem) == []


def test_what_one_person_types_without_a_pause_is_one_entry(
    postmortem: Postmortem, lead: User
) -> None:
    write(postmortem, "Checkout", by=lead)
    write(postmortem, "Checkout slow", by=lead, at=AT + timedelta(seconds=59))
    write(postmortem, "Checkout was slow", by=lead, at=AT + timedelta(seconds=130))

    newest, first = entries(postmortem)

    assert (first.old, first.new) == ("", "Checkout slow")
    assert (newest.old, newest.new) == ("Checkout slow", "Checkout was slow")
    assert newest.place == "Incident Summary: Title"


def test_what_two_people_wrote_is_told_apart(postmortem: Postmortem, lead: User) -> None:
    rosa = colleague(postmortem)
    write(postmortem, "Checkout", by=lead)
    write(postmortem, "Checkout slow", by=rosa)

    assert [entry.by for entry in entries(postmortem)] == [rosa, lead]
    assert [entry.by for entry in entries(postmortem, person=str(rosa.pk))] == [rosa]


def test_values_are_told_in_the_words_of_the_page(postmortem: Postmortem, lead: User) -> None:
    change(postmortem, "answer:severity", {"set": "P2", "was": ""}, by=lead)
    change(postmortem, "answer:severity", {"set": "P1", "was": "P2"}, by=lead)
    change(postmortem, "answer:incident_lead", {"set": lead.pk, "was": ""}, by=lead)

    named, raised, *_ = entries(postmortem)

    assert (raised.old, raised.new) == ("P2", "P1")
    assert (named.old, named.new) == ("", "Lena Lead")


def test_the_first_words_of_a_row_are_where_its_history_starts(lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    uid = str(uuid4())
    change(postmortem, "rows:timeline", {"add": uid, "values": {"event": "Pager rang"}}, by=lead)
    target = f"row:timeline:{uid}:event"
    change(postmortem, target, operations.diff("Pager rang", "The pager rang"), by=lead)

    newest = entries(postmortem, target=target)[0]

    assert (newest.old, newest.new) == ("Pager rang", "The pager rang")
    assert text_at(postmortem, target, postmortem.seq - 1) == "Pager rang"


def test_lead_brings_back_a_text_as_a_new_change(postmortem: Postmortem, lead: User) -> None:
    write(postmortem, "Checkout was slow", by=lead)
    then = postmortem.seq
    write(postmortem, "Nothing", by=lead)
    before = Change.objects.filter(postmortem=postmortem).count()

    restore(postmortem, TITLE, seq=then, by=lead, at=AT)

    postmortem.refresh_from_db()
    newest = Change.objects.filter(postmortem=postmortem).latest("seq")
    assert postmortem.title == "Checkout was slow"
    assert newest.via == Via.RESTORE
    assert newest.restored_from is not None
    assert newest.restored_from.seq == then
    assert Change.objects.filter(postmortem=postmortem).count() == before + 1


def test_lead_brings_back_a_value(postmortem: Postmortem, lead: User) -> None:
    change(postmortem, "answer:severity", {"set": "P2", "was": ""}, by=lead)
    then = postmortem.seq
    change(postmortem, "answer:severity", {"set": "P0", "was": "P2"}, by=lead)

    restore(postmortem, "answer:severity", seq=then, by=lead, at=AT)

    postmortem.refresh_from_db()
    assert postmortem.severity == "P2"


def test_lead_brings_back_a_deleted_row(postmortem: Postmortem, lead: User) -> None:
    uid = str(uuid4())
    values = {"event": "Pager rang"}
    change(postmortem, "rows:timeline", {"add": uid, "values": values}, by=lead)
    change(postmortem, "rows:timeline", {"del": uid}, by=lead)
    deleted = entries(postmortem)[0]

    restore(postmortem, deleted.deleted_row, seq=0, by=lead, at=AT)

    assert TimelineEvent.objects.get(uid=uid, deleted_at=None).event == "Pager rang"


@pytest.mark.parametrize(
    "target", ["", "answer:nothing", "answer:duration", "rows:timeline", "x:y"]
)
def test_what_is_no_target_is_not_brought_back(
    postmortem: Postmortem, lead: User, target: str
) -> None:
    assert restore(postmortem, target, seq=1, by=lead, at=AT) is None


def test_what_was_imported_is_the_start_and_no_entry(lead: User) -> None:
    postmortem = create_postmortem(lead=lead, content=Content({"title": "Checkout"}, {}))
    write(postmortem, "Checkout slow", by=lead)

    (entry,) = entries(postmortem)

    assert (entry.old, entry.new) == ("Checkout", "Checkout slow")


class TestReplay(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.text("ab 🙂é\n", max_size=8), min_size=1, max_size=6))
    def test_every_moment_can_be_read_and_brought_back(self, texts: list[str]) -> None:
        lead = MembershipFactory.create().user
        postmortem = create_postmortem(lead=lead)
        target, held = "answer:unplaced", {postmortem.seq: ""}
        for text in texts:
            now = Snapshot.of(postmortem).answer("unplaced")
            change(postmortem, target, operations.diff(now, text), by=lead)
            held[postmortem.seq] = Snapshot.of(postmortem).answer("unplaced")

        for seq, text in held.items():
            assert text_at(postmortem, target, seq) == text
            with transaction.atomic():
                restore(postmortem, target, seq=seq, by=lead, at=AT)
                assert Postmortem.objects.get(pk=postmortem.pk).unplaced == text
                transaction.set_rollback(True)
