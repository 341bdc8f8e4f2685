"""The verbs of an action: what each changes, writes down and refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, ActivityKind, Via
from postmortems.document import TABLES, actions_key
from postmortems.editing import Edit, commit, operations
from postmortems.models import Action, Change, FieldHead, Postmortem
from postmortems.reasons import Refused
from tests.factories import AT, MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.promises import close, excuse, promise, sign_off

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 4)
LATER = date(2026, 12, 18)


@pytest.fixture
def owner() -> User:
    person: User = MembershipFactory.create(user__full_name="Olga Owner").user
    return person


@pytest.fixture
def postmortem(owner: User) -> Postmortem:
    return create_postmortem(lead=owner)


def logged(postmortem: Postmortem) -> dict[str, object]:
    """What verbs wrote into the document's log, by column."""
    changes = Change.objects.filter(postmortem=postmortem, via=Via.VERB)
    return {change.target.rpartition(":")[2]: change.operation for change in changes}


def last_activity(postmortem: Postmortem) -> tuple[str, dict[str, object]]:
    activity = postmortem.activities.first()
    assert activity
    return activity.kind, activity.facts


def test_the_owner_starts_blocks_and_completes_it(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner)
    named = {"action": str(action.uid), "title": "Count twice"}

    action.start(by=owner, at=AT)
    assert (action.status, last_activity(postmortem)) == (
        "in_progress",
        (ActivityKind.ACTION_STARTED, named),
    )

    action.block("The vendor is silent", by=owner, at=AT)
    assert (action.status, action.status_detail) == ("blocked", "The vendor is silent")
    assert last_activity(postmortem)[1] == named | {"reason": "The vendor is silent"}

    action.complete("https://example.com/42", by=owner, at=AT)
    action.refresh_from_db()
    assert (action.status, action.status_detail) == ("done", "")
    assert action.evidence == "https://example.com/42"
    assert last_activity(postmortem)[1] == named | {"evidence": "https://example.com/42"}


def test_what_was_decided_against_is_reopened_with_a_reason(
    postmortem: Postmortem, owner: User
) -> None:
    action = promise(postmortem, owner=owner)

    action.decline("Superseded", by=owner, at=AT)
    assert (action.status, action.status_detail) == ("wont_do", "Superseded")

    action.reopen("It came back", by=owner, at=AT)
    assert (action.status, action.status_detail, action.is_finished) == ("not_started", "", False)
    assert last_activity(postmortem)[1]["reason"] == "It came back"


def test_the_first_due_date_and_the_number_of_slips_are_kept(
    postmortem: Postmortem, owner: User
) -> None:
    action = promise(postmortem, owner=owner, due_on=DUE, due_date="4 Dec")

    action.postpone(date(2026, 12, 11), "Too little time", by=owner, at=AT)
    action.postpone(LATER, "Still too little", by=owner, at=AT)

    action.refresh_from_db()
    assert (action.due_on, action.due_date) == (LATER, "2026-12-18")
    assert (action.first_due_on, action.slips) == (DUE, 2)
    assert action.slipped == "slipped twice, first due 4 Dec 2026"
    kind, facts = last_activity(postmortem)
    assert kind == ActivityKind.ACTION_POSTPONED
    assert (facts["from"], facts["to"]) == ("2026-12-11", "2026-12-18")
    assert facts["reason"] == "Still too little"


def test_a_first_date_is_no_slip(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner, due_date="some day")

    action.postpone(DUE, "Planned now", by=owner, at=AT)

    assert (action.due_on, action.slips, action.first_due_on) == (DUE, 0, None)
    assert last_activity(postmortem)[1]["from"] == ""
    assert logged(postmortem)["due_date"] == {"set": "2026-12-04", "was": "some day"}


def test_the_new_owner_is_assigned_by_whom_and_when(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner_name="the night shift")
    postmortem.postmortem_lead = owner
    postmortem.save(update_fields=["postmortem_lead"])
    stranger = UserFactory.create(full_name="Sam Stranger")

    action.hand_over(stranger, "You know the queue", by=owner, at=AT)

    action.refresh_from_db()
    assert (action.owner, action.owner_name) == (stranger, "")
    assert (action.assigned_at, action.assigned_by) == (AT, owner)
    assert logged(postmortem)["owner"] == {"set": stranger.pk, "was": "the night shift"}
    facts = last_activity(postmortem)[1]
    assert facts | {"action": "", "title": ""} == {
        "action": "",
        "title": "",
        "from_name": "the night shift",
        "from_id": None,
        "to_name": "Sam Stranger",
        "to_id": stranger.pk,
        "note": "You know the queue",
    }


@pytest.mark.parametrize("kind", ActionKind)
def test_every_kind_moves_and_logs_the_columns_its_table_has(
    postmortem: Postmortem, owner: User, kind: ActionKind
) -> None:
    action = promise(postmortem, owner=owner, kind=kind, due_on=DUE, due_date="2026-12-04")
    other = UserFactory.create()

    action.block("A part is missing", by=owner, at=AT)
    action.postpone(LATER, "The part comes late", by=owner, at=AT)
    action.hand_over(other, by=owner, at=AT)

    action.refresh_from_db()
    assert (action.status, action.due_on, action.owner) == ("blocked", LATER, other)
    touched = {"status", "status_detail", "due_date", "owner"}
    assert set(logged(postmortem)) == touched & set(TABLES[actions_key(kind)].fields)


def test_a_why_is_logged_as_the_text_it_is(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner)
    target = f"row:short-term-actions:{action.uid}:status_detail"
    words = [Edit(target, ["half of it"], base=postmortem.seq)]
    commit(postmortem.pk, by=owner, client="c", edits=words, via=Via.FORM, at=AT)

    action.block("No staging", by=owner, at=AT)

    changes = Change.objects.filter(postmortem=postmortem, target=target)
    text = ""
    for change in changes.order_by("seq"):
        text = operations.apply(text, change.operation)
    assert text == "No staging" == FieldHead.objects.get(target=target).text
    seqs = list(postmortem.changes.values_list("seq", flat=True))
    postmortem.refresh_from_db()
    assert seqs == list(range(1, postmortem.seq + 1))


def test_the_verbs_go_on_after_sign_off_and_the_text_stays(
    postmortem: Postmortem, owner: User
) -> None:
    action = promise(postmortem, owner=owner, due_on=DUE, due_date="2026-12-04")
    sign_off(postmortem)

    action.start(by=owner, at=AT)
    action.postpone(LATER, "Later", by=owner, at=AT)
    edit = Edit(f"row:short-term-actions:{action.uid}:title", ["Now "], base=postmortem.seq)
    outcome = commit(postmortem.pk, by=owner, client="c", edits=[edit], via=Via.FORM, at=AT)

    assert (action.status, action.due_on) == ("in_progress", LATER)
    assert [ack.error for ack in outcome.refused] == ["frozen"]


@pytest.mark.parametrize(("end", "words"), [(close, "is closed"), (excuse, "not required")])
def test_nothing_moves_where_all_is_over(
    postmortem: Postmortem, owner: User, end: Callable[[Postmortem], None], words: str
) -> None:
    action = promise(postmortem, owner=owner, due_on=DUE)
    end(postmortem)

    with pytest.raises(Refused, match=words):
        action.start(by=owner, at=AT)
    with pytest.raises(Refused, match=words):
        action.postpone(LATER, "Later", by=owner, at=AT)
    with pytest.raises(Refused, match=words):
        action.hand_over(UserFactory.create(), by=owner, at=AT)

    assert not Change.objects.filter(via=Via.VERB).exists()


@pytest.mark.parametrize(
    ("status", "move", "words"),
    [
        ("in_progress", lambda action, by: action.start(by=by, at=AT), "“In progress” already"),
        ("blocked", lambda action, by: action.block("x", by=by, at=AT), "“Blocked” already"),
        ("done", lambda action, by: action.decline("x", by=by, at=AT), "reopen it first"),
        ("", lambda action, by: action.reopen("x", by=by, at=AT), "already"),
        ("blocked", lambda action, by: action.reopen("x", by=by, at=AT), "nothing to reopen"),
        ("", lambda action, by: action.complete("", by=by, at=AT), "What shows that it is done"),
        ("done", lambda action, by: action.postpone(LATER, "x", by=by, at=AT), "reopen it first"),
        ("", lambda action, by: action.postpone(DUE, "x", by=by, at=AT), "not later than"),
        ("", lambda action, by: action.postpone(LATER, "", by=by, at=AT), "reason is missing"),
        ("", lambda action, by: action.hand_over(by, by=by, at=AT), "owns it already"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    postmortem: Postmortem,
    owner: User,
    status: str,
    move: Callable[[Action, User], None],
    words: str,
) -> None:
    action = promise(postmortem, owner=owner, status=status, due_on=DUE)

    with pytest.raises(Refused, match=words):
        move(action, owner)

    action.refresh_from_db()
    assert (action.status, action.due_on, action.slips) == (status, DUE, 0)


def test_a_day_that_is_over_is_no_new_due_date(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner)

    with pytest.raises(Refused, match="23 Nov 2026 is over already"):
        action.postpone(AT.date() - timedelta(days=1), "Later", by=owner, at=AT)


def test_who_has_left_gets_nothing(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner)
    gone = UserFactory.create(full_name="Greta Gone", is_active=False)

    with pytest.raises(Refused, match="Greta Gone has left"):
        action.hand_over(gone, by=owner, at=AT)


def test_all_reasons_are_told_at_once(postmortem: Postmortem, owner: User) -> None:
    action = promise(postmortem, owner=owner, status=ActionStatus.DONE)
    excuse(postmortem)

    with pytest.raises(Refused) as refusal:
        action.block("", by=UserFactory.create(), at=AT)

    assert [reason.sentence for reason in refusal.value.reasons] == [
        f"{postmortem.incident_id} is marked as not required: its actions stay as they are.",
        "Its owner, the two leads and the team’s managers change it, nobody else.",
        "Its status is “Done”: reopen it first.",
        "An answer is missing: What is in the way?",
    ]


def test_an_action_that_was_deleted_meanwhile_does_not_move(
    postmortem: Postmortem, owner: User
) -> None:
    action = promise(postmortem, owner=owner)
    Action.objects.filter(pk=action.pk).update(deleted_at=AT, deleted_by=owner)

    with pytest.raises(Refused, match="deleted"):
        action.start(by=owner, at=AT)


def test_an_owner_and_a_date_complete_a_draft(postmortem: Postmortem, owner: User) -> None:
    postmortem.postmortem_lead = owner
    postmortem.save(update_fields=["postmortem_lead"])
    action = promise(postmortem)
    action.hand_over(UserFactory.create(), by=owner, at=AT)
    postmortem.refresh_from_db()
    owned = postmortem.completion

    action.postpone(DUE, "Planned", by=owner, at=AT)

    postmortem.refresh_from_db()
    assert 0 < owned < postmortem.completion


def test_several_are_postponed_together_or_not_at_all(postmortem: Postmortem, owner: User) -> None:
    promise(postmortem, "Open", owner=owner, due_on=DUE)
    other = promise(create_postmortem(), "Another’s", due_on=DUE)

    with pytest.raises(Refused, match="“Another’s”: Its owner"):
        Action.objects.written().postpone(LATER, "Later", by=owner, at=AT)

    assert set(Action.objects.written().values_list("due_on", "slips")) == {(DUE, 0)}
    assert not Change.objects.filter(via=Via.VERB).exists()

    Action.objects.filter(pk=other.pk).update(owner=owner)
    assert Action.objects.written().postpone(LATER, "Later", by=owner, at=AT) == 2
    assert set(Action.objects.written().values_list("due_on", "slips")) == {(LATER, 1)}
