"""What people are promised when they write: nothing is lost, and everybody sees the same."""

from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Team, User
from accounts.roles import Role
from postmortems.choices import Status, Via, Visibility
from postmortems.editing import Edit, operations
from postmortems.models import (
    Change,
    Impact,
    LateEdit,
    Postmortem,
)
from tests.factories import AT
from tests.postmortems.editing.writing import create_person, says, write

pytestmark = pytest.mark.django_db


def test_two_people_who_saved_from_the_same_stale_page_both_keep_their_words(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq
    write(postmortem, lead, says("answer:users_affected", seq, "", "Two in ten."))
    seq = Postmortem.objects.get().seq

    write(postmortem, lead, says("answer:users_affected", seq, "Two in ten.", "All: two in ten."))
    write(
        postmortem,
        responder,
        says("answer:users_affected", seq, "Two in ten.", "Two in ten. In Europe."),
        client="b",
    )

    assert Impact.objects.get().users_affected == "All: two in ten. In Europe."


def test_words_typed_into_the_same_empty_answer_are_both_there(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq

    write(postmortem, lead, says("answer:title", seq, "", "Queue stood still. "), client="a")
    write(postmortem, responder, says("answer:title", seq, "", "52 minutes."), client="b")

    title = Postmortem.objects.get().title
    assert "Queue stood still. " in title
    assert "52 minutes." in title


def test_an_edit_sent_twice_is_written_once(postmortem: Postmortem, lead: User) -> None:
    edit = says("answer:title", postmortem.seq, "", "Once")

    first = write(postmortem, lead, edit)
    second = write(postmortem, lead, edit)

    assert Postmortem.objects.get().title == "Once"
    assert first.acks[0].seq == second.acks[0].seq
    assert second.changes == []


def test_every_change_is_numbered_without_gaps_and_can_be_checked(
    postmortem: Postmortem, lead: User
) -> None:
    for old, new in [("", "é"), ("é", "é 🚒"), ("é 🚒", "🚒")]:
        write(postmortem, lead, says("answer:title", Postmortem.objects.get().seq, old, new))

    changes = list(Change.objects.filter(postmortem=postmortem))
    assert [change.seq for change in changes] == list(range(1, len(changes) + 1))
    assert (changes[-1].length, changes[-1].crc32) == (1, crc32("🚒".encode()))
    assert changes[-1].user == lead


def test_a_text_does_not_grow_beyond_its_end_and_its_words_are_kept(
    postmortem: Postmortem, lead: User
) -> None:
    write(postmortem, lead, Edit("answer:what_happened", ["x" * 99_999], base=postmortem.seq))
    seq = Postmortem.objects.get().seq

    outcome = write(postmortem, lead, Edit("answer:what_happened", [99_999, "yz"], base=seq))

    assert outcome.refused[0].error == "too_long"
    assert LateEdit.objects.get().text == "yz"


def test_a_line_stays_one_line(postmortem: Postmortem, lead: User) -> None:
    write(postmortem, lead, says("answer:title", postmortem.seq, "", "Two\nlines"))

    assert Postmortem.objects.get().title == "Two lines"


def test_an_old_text_that_nobody_can_follow_is_merged_by_what_it_was(
    postmortem: Postmortem, lead: User
) -> None:
    write(postmortem, lead, says("answer:title", postmortem.seq, "", "Search was down"))
    page = Edit(
        "answer:title",
        operations.diff("Search is down", "Search is down again"),
        base=postmortem.seq,
        base_text="Search is down",
    )

    write(postmortem, lead, page)

    assert Postmortem.objects.get().title == "Search was down again"


@pytest.mark.parametrize(
    ("target", "operation"),
    [
        ("answer:nothing", ["x"]),
        ("answer:duration", ["x"]),
        ("row:timeline:nobody:event", ["x"]),
        ("answer:title", [0]),
        ("answer:title", {"set": "x"}),
        ("answer:title", ["\ud800"]),
        ("answer:severity", {"set": "P9"}),
        ("answer:severity", ["P1"]),
        ("answer:incident_lead", {"set": True}),
        ("rows:timeline", {"add": "not a uuid"}),
        ("rows:timeline", {"add": str(uuid4()), "del": str(uuid4())}),
        ("rows:sign-offs", {"add": str(uuid4())}),
        ("rows:nothing", {"add": str(uuid4())}),
        ("unheard of", None),
    ],
)
def test_a_malformed_edit_is_refused_and_the_others_of_its_commit_are_not(
    postmortem: Postmortem, lead: User, target: str, operation: Any
) -> None:
    outcome = write(
        postmortem,
        lead,
        Edit(target, operation, base=postmortem.seq),
        says("answer:title", postmortem.seq, "", "Still here"),
    )

    assert [bool(ack.error) for ack in outcome.acks] == [True, False]
    assert Postmortem.objects.get().title == "Still here"


def test_what_came_in_by_another_way_becomes_a_change_of_the_system(
    postmortem: Postmortem, lead: User
) -> None:
    Postmortem.objects.update(title="Written behind our back")

    write(postmortem, lead, says("answer:title", postmortem.seq, "", "First. "), client="a")

    absorbed = Change.objects.order_by("-seq")[1]
    assert (absorbed.user, absorbed.via) == (None, Via.SYSTEM)
    assert Postmortem.objects.get().title in {
        "First. Written behind our back",
        "Written behind our backFirst. ",
    }


def test_frozen_words_are_kept_as_a_late_edit_with_their_author(
    postmortem: Postmortem, lead: User
) -> None:
    Postmortem.objects.update(
        status=Status.SIGNED_OFF, locked_at_seq=postmortem.seq, signed_off_at=AT
    )

    outcome = write(postmortem, lead, says("answer:title", postmortem.seq, "", "Too late"))

    assert outcome.refused[0].error == "frozen"
    late = LateEdit.objects.get()
    assert (late.user, late.text) == (lead, "Too late")
    assert Postmortem.objects.get().title == ""


def test_an_outsider_and_a_viewer_cannot_write(postmortem: Postmortem, team: Team) -> None:
    for person in (
        create_person("outsider@example.com"),
        create_person("viewer@example.com", team, Role.VIEWER),
    ):
        with pytest.raises(PermissionDenied):
            write(postmortem, person, says("answer:title", 0, "", "x"))


def test_a_restricted_post_mortem_is_written_by_the_named_only(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    Postmortem.objects.update(visibility=Visibility.RESTRICTED, incident_lead=responder)

    write(postmortem, responder, says("answer:title", postmortem.seq, "", "Ours"))
    with pytest.raises(PermissionDenied):
        write(postmortem, lead, says("answer:title", postmortem.seq, "", "x"))


def test_the_share_that_is_complete_is_kept_beside_the_document(
    postmortem: Postmortem, lead: User
) -> None:
    before = postmortem.completion

    write(postmortem, lead, says("answer:users_affected", postmortem.seq, "", "1,200"))

    assert Postmortem.objects.get().completion > before
