"""What people are promised when they write: nothing is lost, and everybody sees the same."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Membership, Team, User
from accounts.roles import Role
from postmortems.choices import Milestone, Severity, Status, Via, Visibility
from postmortems.editing import Edit, Outcome, commit, open_postmortem, operations
from postmortems.models import (
    Action,
    Change,
    FormerIncidentId,
    Impact,
    LateEdit,
    Postmortem,
    RelatedDocument,
    TimelineEvent,
    Why,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Platform", slug="platform")


def create_person(email: str, team: Team | None = None, role: Role = Role.MEMBER) -> User:
    name = email.partition("@")[0].title()
    person = User.objects.create_user(email, "a long enough word", full_name=name)
    if team:
        Membership.objects.create(team=team, user=person, role=role)
    return person


@pytest.fixture
def lead(team: Team) -> User:
    return create_person("lead@example.com", team)


@pytest.fixture
def responder(team: Team) -> User:
    return create_person("responder@example.com", team)


@pytest.fixture
def postmortem(team: Team, lead: User) -> Postmortem:
    return open_postmortem(team=team, by=lead, at=AT)


def write(
    postmortem: Postmortem, by: User | None, *edits: Edit, client: str = "a", via: Via = Via.FORM
) -> Outcome:
    return commit(postmortem.pk, by=by, client=client, edits=edits, via=via, at=AT)


def says(target: str, base: int, old: str, new: str) -> Edit:
    return Edit(target, operations.diff(old, new), base=base, base_text=old)


def cell(row: Any, table: str, column: str) -> str:
    return f"row:{table}:{row.uid}:{column}"


def test_a_new_post_mortem_has_the_rows_of_the_template(postmortem: Postmortem) -> None:
    events = TimelineEvent.objects.filter(postmortem=postmortem)

    assert [event.milestone for event in events] == list(Milestone)
    assert Why.objects.filter(postmortem=postmortem).count() == 5
    assert Action.objects.filter(postmortem=postmortem).count() == 2 + 2 + 3 + 2 + 2
    assert postmortem.incident_id == "INC-2026-1"


def test_incident_numbers_have_no_gaps_and_step_over_ids_in_use(team: Team, lead: User) -> None:
    open_postmortem(team=team, by=lead, at=AT, incident_id="INC-2026-2")
    first = open_postmortem(team=team, by=lead, at=AT)
    second = open_postmortem(team=team, by=lead, at=AT)

    assert [first.incident_id, second.incident_id] == ["INC-2026-1", "INC-2026-3"]


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


def test_a_value_that_somebody_else_chose_meanwhile_is_asked_about(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq
    write(postmortem, lead, Edit("answer:severity", {"set": "P1", "was": ""}, base=seq))

    outcome = write(
        postmortem, responder, Edit("answer:severity", {"set": "P0", "was": ""}, seq, asks=True)
    )

    assert [(ack.error, ack.current) for ack in outcome.refused] == [("conflict", "P1")]
    assert Postmortem.objects.get().severity == Severity.P1


def test_a_live_value_stands_and_both_values_stay_in_the_log(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq
    write(postmortem, lead, Edit("answer:severity", {"set": "P1", "was": ""}, base=seq))
    write(postmortem, responder, Edit("answer:severity", {"set": "P0", "was": ""}, base=seq))

    last = Change.objects.latest("seq")
    assert last.operation == {"set": "P0", "was": "P1", "conflict": True}
    assert Postmortem.objects.get().severity == Severity.P0


def test_words_beat_a_deletion(postmortem: Postmortem, lead: User, responder: User) -> None:
    document = RelatedDocument.objects.first()
    assert document
    seq = postmortem.seq
    write(postmortem, lead, Edit("rows:related-documents", {"del": str(document.uid)}, base=seq))

    write(
        postmortem, responder, says(cell(document, "related-documents", "document"), seq, "", "Log")
    )

    document.refresh_from_db()
    assert (document.document, document.deleted_at) == ("Log", None)
    assert [change.operation.get("undel") for change in Change.objects.order_by("-seq")[1:2]] == [
        str(document.uid)
    ]


def test_a_row_is_added_after_another_and_moved_up(postmortem: Postmortem, lead: User) -> None:
    first = Why.objects.filter(postmortem=postmortem)[0]
    uid = str(uuid4())
    add = Edit("rows:whys", {"add": uid, "after": str(first.uid), "values": {"answer": "So."}}, 0)
    write(postmortem, lead, add)
    assert [str(why.uid) for why in Why.objects.all()].index(uid) == 1

    write(postmortem, lead, Edit("rows:whys", {"move": uid, "after": None}, base=postmortem.seq))

    whys = list(Why.objects.all())
    assert (str(whys[0].uid), whys[0].answer) == (uid, "So.")
    assert [why.position for why in whys] == list(range(6))


def test_the_templates_own_rows_stay(postmortem: Postmortem, lead: User) -> None:
    resolved = TimelineEvent.objects.get(milestone=Milestone.RESOLVED)

    outcome = write(postmortem, lead, Edit("rows:timeline", {"del": str(resolved.uid)}, base=0))

    assert outcome.refused[0].error == "fixed"


def test_a_milestone_moves_to_the_row_that_claims_it(postmortem: Postmortem, lead: User) -> None:
    uid = str(uuid4())
    values = {"time": "2026-11-23 09:12", "event": "Cost is back", "milestone": "resolved"}

    write(postmortem, lead, Edit("rows:timeline", {"add": uid, "values": values}, base=0))

    present = TimelineEvent.objects.filter(milestone=Milestone.RESOLVED, deleted_at=None)
    assert [str(event.uid) for event in present] == [uid]
    assert Postmortem.objects.get().resolved_at == datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def test_a_milestone_that_is_taken_over_leaves_the_words_of_its_row(
    postmortem: Postmortem, lead: User
) -> None:
    reached = TimelineEvent.objects.get(milestone=Milestone.DECLARED)
    write(postmortem, lead, says(cell(reached, "timeline", "event"), postmortem.seq, "", "Called"))
    uid = str(uuid4())
    values = {"event": "Called again", "milestone": Milestone.DECLARED}

    outcome = write(postmortem, lead, Edit("rows:timeline", {"add": uid, "values": values}, base=1))

    reached.refresh_from_db()
    assert (reached.event, reached.milestone, reached.is_deleted) == ("Called", "", False)
    assert TimelineEvent.objects.get(milestone=Milestone.DECLARED).event == "Called again"
    assert [change.user for change in outcome.changes] == [None, lead]


@pytest.mark.parametrize(
    "operation",
    [{"add": "no uuid"}, {"add": str(uuid4()), "del": str(uuid4())}, {"move": None}, ["words"]],
)
def test_a_malformed_change_of_rows_is_refused(
    postmortem: Postmortem, lead: User, operation: Any
) -> None:
    outcome = write(postmortem, lead, Edit("rows:whys", operation, base=postmortem.seq))

    assert outcome.refused[0].error == "bad"
    assert Why.objects.filter(postmortem=postmortem).count() == 5


def test_what_is_done_already_is_not_done_again(postmortem: Postmortem, lead: User) -> None:
    why = str(Why.objects.filter(postmortem=postmortem)[4].uid)
    write(postmortem, lead, Edit("rows:whys", {"del": why}, base=postmortem.seq))
    seq = Postmortem.objects.get().seq

    again = [Edit("rows:whys", {verb: why}, base=seq) for verb in ("del", "add")]
    last = Edit("rows:whys", {"move": why, "after": None}, base=seq)
    outcome = write(postmortem, lead, *again)

    assert (outcome.seq, outcome.refused) == (seq, [])
    assert not write(postmortem, lead, last).refused


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


def test_a_time_that_cannot_be_read_is_kept_and_explained(
    postmortem: Postmortem, lead: User
) -> None:
    event = TimelineEvent.objects.get(milestone=Milestone.DECLARED)

    write(postmortem, lead, says(cell(event, "timeline", "time"), postmortem.seq, "", "14:??"))

    event.refresh_from_db()
    assert (event.time, event.at) == ("14:??", None)
    assert event.time_problem


def test_times_follow_the_row_above_over_midnight(postmortem: Postmortem, lead: User) -> None:
    start, signal = TimelineEvent.objects.all()[:2]
    seq = postmortem.seq
    write(
        postmortem,
        lead,
        says(cell(start, "timeline", "time"), seq, "", "2026-11-22 23:50"),
        says(cell(signal, "timeline", "time"), seq, "", "~00:10"),
    )

    signal.refresh_from_db()
    assert (signal.at, signal.is_about) == (datetime(2026, 11, 23, 0, 10, tzinfo=UTC), True)


def test_an_owner_is_recognised_by_name_or_kept_as_written(
    postmortem: Postmortem, lead: User
) -> None:
    known, unknown = Action.objects.filter(kind="short_term")[:2]
    write(
        postmortem,
        lead,
        Edit(cell(known, "short-term-actions", "owner"), {"set": "LEAD@example.com"}, base=0),
        Edit(cell(unknown, "short-term-actions", "owner"), {"set": "the team"}, base=0),
        Edit(cell(known, "short-term-actions", "due_date"), {"set": "4 Dec 2026"}, base=0),
    )

    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.owner, known.owner_name, str(known.due_on)) == (lead, "", "2026-12-04")
    assert (unknown.owner, unknown.owner_name) == (None, "the team")


def test_a_renamed_post_mortem_keeps_its_old_id_and_refuses_a_taken_one(
    postmortem: Postmortem, team: Team, lead: User
) -> None:
    open_postmortem(team=team, by=lead, at=AT, incident_id="PM-7")
    rename = {"set": "PD-4711", "was": "INC-2026-1"}

    write(postmortem, lead, Edit("answer:incident_id", rename, base=0))
    taken = write(postmortem, lead, Edit("answer:incident_id", {"set": "pm-7"}, base=0))

    assert FormerIncidentId.objects.get().incident_id == "INC-2026-1"
    assert taken.refused[0].error == "taken"
    assert Postmortem.objects.get(pk=postmortem.pk).incident_id == "PD-4711"


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


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Cap the retries", "status": "shelved"},
        {"title": "Cap the retries", "owner": "x" * 201},
        {"title": "Cap \ud800 the retries"},
        {"title": "x" * 100_001},
    ],
)
def test_a_row_with_a_value_that_cannot_be_kept_is_not_half_added(
    postmortem: Postmortem, lead: User, values: dict[str, str]
) -> None:
    uid = str(uuid4())

    outcome = write(
        postmortem, lead, Edit("rows:short-term-actions", {"add": uid, "values": values}, base=0)
    )

    assert outcome.acks[0].error in {"bad", "too_long"}
    assert outcome.seq == postmortem.seq
    assert not Action.objects.filter(uid=uid).exists()


def test_half_a_character_in_a_value_is_refused_and_the_rest_is_kept(
    postmortem: Postmortem, lead: User
) -> None:
    half = Edit("answer:incident_lead", {"set": "Le\ud800na", "was": ""}, base=postmortem.seq)

    outcome = write(postmortem, lead, half, says("answer:title", postmortem.seq, "", "Kept"))

    assert [ack.error for ack in outcome.acks] == ["bad", ""]
    assert Postmortem.objects.get().title == "Kept"


def test_a_row_of_another_document_is_out_of_reach(
    postmortem: Postmortem, team: Team, lead: User
) -> None:
    other = open_postmortem(team=team, by=lead, at=AT)
    why = Why.objects.filter(postmortem=other)[0]

    outcome = write(postmortem, lead, Edit(cell(why, "whys", "answer"), ["Mine"], base=0))

    why.refresh_from_db()
    assert (outcome.refused[0].error, why.answer) == ("gone", "")


def test_a_browser_cannot_set_what_is_fixed(postmortem: Postmortem, lead: User) -> None:
    values = {"file": "../../secret", "sha256": "0" * 64, "alt_text": "x"}

    outcome = write(
        postmortem, lead, Edit("rows:attachments", {"add": str(uuid4()), "values": values}, base=0)
    )

    assert outcome.refused[0].error == "fixed"


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
    Postmortem.objects.update(status=Status.SIGNED_OFF, locked_at_seq=postmortem.seq)

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
