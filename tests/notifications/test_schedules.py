"""Who is told what and when: the table of notices, row by row."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from notifications.planning import owed, situation_of
from postmortems.choices import (
    ActionKind,
    ActionStatus,
    ActivityKind,
    Decision,
    Status,
    Via,
    Visibility,
)
from postmortems.editing import Edit, commit
from postmortems.models import Check, Distribution, Postmortem, Share
from tests.notifications.cast import (
    AT,
    DAY,
    HOUR,
    Cast,
    cast,
    change,
    composed,
    person,
    promise,
    run,
    sign,
    sign_off,
    submit,
    sweep,
)

pytestmark = pytest.mark.django_db


def told(postmortem: Postmortem, kind: str, to: User, *, now: datetime) -> list[datetime]:
    """What of the kind is owed to the person: the last up to now, and the next."""
    return [
        each.due_at
        for each in owed(situation_of(postmortem.pk, since=AT), now=now)
        if each.kind == kind and each.recipient == to
    ]


def test_the_three_hear_of_a_new_postmortem_at_once() -> None:
    new = cast()

    sweep(AT)

    for someone in (new.responder, new.lead, new.manager):
        assert composed("opened", someone) == [AT]
    assert composed("opened", new.owner) == []


def test_who_is_named_later_hears_of_it_then_and_not_of_what_was_before() -> None:
    new = cast(engineering_manager=None, postmortem_lead=None)
    run(AT, AT + 3 * DAY)
    new.postmortem.refresh_from_db()
    named = Edit("answer:postmortem_lead", {"set": new.lead.pk, "was": ""}, base=new.postmortem.seq)

    at = AT + 3 * DAY + HOUR
    commit(new.postmortem.pk, by=new.responder, client="t", edits=[named], via=Via.FORM, at=at)
    sweep(at)

    assert composed("opened", new.lead) == [at]
    assert composed("deadline_passed", new.lead) == []


def test_leads_are_told_a_day_and_four_hours_before_the_deadline() -> None:
    new = cast()

    run(AT, AT + 2 * DAY - HOUR)

    for lead in (new.responder, new.lead):
        assert composed("deadline_near", lead) == [AT + DAY, AT + 2 * DAY - 4 * HOUR]
    assert composed("deadline_near", new.manager) == []


def test_passed_deadline_is_said_at_once_then_daily_then_weekly() -> None:
    new = cast(severity="P0")
    deadline = AT + 2 * DAY

    run(AT, AT + 24 * DAY)

    days = [deadline + count * DAY for count in (0, 1, 2, 3, 4, 5, 12, 19)]
    assert composed("deadline_passed", new.lead) == days
    assert composed("deadline_passed", new.responder) == days
    assert composed("deadline_passed", new.manager) == days[1:]


def test_corrected_resolution_moves_every_notice_of_the_deadline() -> None:
    new = cast()
    sweep(AT)

    change(new.postmortem, resolved_at=AT + 10 * HOUR)
    run(AT, AT + 3 * DAY)

    assert composed("deadline_near", new.lead) == [AT + DAY + 10 * HOUR, AT + 2 * DAY + 6 * HOUR]
    assert composed("deadline_passed", new.lead)[0] == AT + 2 * DAY + 10 * HOUR


def test_correction_by_minutes_says_nothing_twice() -> None:
    new = cast()
    run(AT, AT + DAY)

    change(new.postmortem, resolved_at=AT + timedelta(minutes=7))
    run(AT + DAY, AT + DAY + 2 * HOUR)

    assert composed("deadline_near", new.lead) == [AT + DAY]


@pytest.mark.parametrize(
    "fields",
    [
        {"waived_at": AT + HOUR, "waiver": "A holiday."},
        {"status": Status.NOT_REQUIRED},
        {"status": Status.IN_REVIEW, "submitted_at": AT + HOUR},
    ],
)
def test_nobody_is_reminded_of_a_deadline_that_does_not_run(fields: dict[str, object]) -> None:
    new = cast()
    sweep(AT)

    change(new.postmortem, **fields)
    run(AT + 2 * HOUR, AT + 3 * DAY)

    assert composed("deadline_near", new.lead) == composed("deadline_passed", new.lead) == []


def test_old_incident_that_is_opened_today_floods_nobody() -> None:
    new = cast(resolved_at=AT - 300 * DAY)
    promise(new, due_on=AT.date() - 200 * DAY)

    run(AT, AT + 13 * DAY)

    # Once a week from now on, as if all the weeks before had been kept.
    assert len(composed("deadline_passed", new.lead)) == 2
    assert len(composed("action_overdue", new.owner)) == 2
    assert composed("deadline_near", new.lead) == []


def test_sign_off_is_asked_at_the_submission_and_every_second_working_day() -> None:
    new = cast()
    submit(new, at=AT + HOUR)

    run(AT + HOUR, AT + 8 * DAY)

    # Tuesday, then Thursday, Monday and Wednesday.
    asked = [AT + HOUR, AT + 2 * DAY, AT + 6 * DAY, AT + 8 * DAY]
    for someone in (new.responder, new.lead, new.manager):
        assert composed("signoff_requested", someone) == asked


def test_who_has_signed_is_asked_no_more() -> None:
    new = cast()
    submit(new, at=AT)
    sweep(AT)

    sign(new, new.lead, at=AT + HOUR)
    run(AT + HOUR, AT + 3 * DAY)

    assert composed("signoff_requested", new.lead) == [AT]
    assert len(composed("signoff_requested", new.manager)) == 2


def edit_summary(cast: Cast, words: str, *, at: datetime) -> None:
    cast.postmortem.refresh_from_db()
    edit = Edit("answer:impact_summary", [words], base=cast.postmortem.seq)
    commit(cast.postmortem.pk, by=cast.lead, client="t", edits=[edit], via=Via.FORM, at=at)
    cast.postmortem.refresh_from_db()


def test_who_signed_a_text_that_changed_is_asked_again() -> None:
    new = cast()
    submit(new, at=AT)
    sweep(AT)
    sign(new, new.manager, at=AT + HOUR)

    edit_summary(new, "Worse than thought. ", at=AT + 2 * HOUR)
    run(AT + 2 * HOUR, AT + 2 * DAY)

    first = AT + 2 * HOUR + timedelta(minutes=10)
    assert composed("signoff_stale", new.manager) == [first, AT + 2 * DAY]
    assert composed("signoff_stale", new.lead) == []


def test_text_that_is_as_it_was_within_ten_minutes_asks_nobody_again() -> None:
    new = cast()
    submit(new, at=AT)
    sign(new, new.manager, at=AT + HOUR)
    edit_summary(new, "Worse. ", at=AT + 2 * HOUR)
    sweep(AT + 2 * HOUR)

    edit = Edit("answer:impact_summary", [-len("Worse. ")], base=new.postmortem.seq)
    commit(new.postmortem.pk, by=new.lead, client="t", edits=[edit], via=Via.FORM, at=AT + 2 * HOUR)
    run(AT + 2 * HOUR, AT + 4 * HOUR)

    assert composed("signoff_stale", new.manager) == []


def test_who_requested_changes_is_asked_when_the_text_has_changed() -> None:
    new = cast()
    submit(new, at=AT)
    sweep(AT)
    at = AT + HOUR
    sign(new, new.manager, at=at, decision=Decision.CHANGES_REQUESTED, comment="Too short.")
    run(at, AT + 3 * DAY)
    assert composed("signoff_requested", new.manager) == [AT]

    edit_summary(new, "Longer. ", at=AT + 3 * DAY)
    run(AT + 3 * DAY, AT + 3 * DAY + HOUR)

    assert len(composed("signoff_stale", new.manager)) == 1


def test_the_three_and_the_owners_hear_what_became_of_it() -> None:
    new = cast()
    promise(new)
    submit(new, at=AT)
    sign(new, new.manager, at=AT, decision=Decision.CHANGES_REQUESTED, comment="Too short.")
    sweep(AT)
    sign_off(new, at=AT + HOUR)
    sweep(AT + HOUR)
    new.postmortem.refresh_from_db()
    change(new.postmortem, status=Status.DRAFT, signed_off_at=None, locked_at_seq=None)
    new.postmortem.record(ActivityKind.REOPENED, by=new.manager, at=AT + 2 * HOUR, reason="Wrong.")
    sweep(AT + 2 * HOUR)

    for someone in (new.responder, new.lead, new.manager, new.owner):
        assert composed("changes_requested", someone) == [AT]
        assert composed("signed_off", someone) == [AT + HOUR]
        assert composed("reopened", someone) == [AT + 2 * HOUR]


def test_owner_is_told_of_an_assignment_after_ten_minutes_unless_it_is_their_own() -> None:
    new = cast()
    promise(new)
    promise(new, owner=new.lead, assigned_by=new.lead)

    sweep(AT + timedelta(minutes=9))
    assert composed("action_assigned", new.owner) == []
    sweep(AT + timedelta(minutes=10))

    assert composed("action_assigned", new.owner) == [AT + timedelta(minutes=10)]
    assert composed("action_assigned", new.lead) == []


def test_owner_of_a_long_term_action_hears_a_week_before_as_well() -> None:
    new = cast()
    due = date(2026, 12, 10)  # a Thursday
    promise(new, due_on=due, kind=ActionKind.LONG_TERM)
    other = person(new.team)
    promise(new, due_on=due, owner=other)

    run(AT, AT + 16 * DAY + HOUR)

    nine = AT.replace(month=12, day=10)
    assert composed("action_due", new.owner) == [nine - 7 * DAY, nine - 2 * DAY, nine]
    assert composed("action_due", other) == [nine - 2 * DAY, nine]


def test_overdue_action_is_said_weekly_and_to_lead_and_manager_when_very_late() -> None:
    new = cast(status=Status.IN_REVIEW, submitted_at=AT)
    promise(new, due_on=AT.date())

    run(AT, AT + 23 * DAY)

    weekly = [AT + DAY, AT + 8 * DAY, AT + 15 * DAY, AT + 22 * DAY]
    assert composed("action_overdue", new.owner) == weekly
    assert composed("action_overdue", new.lead) == weekly[1:]
    assert composed("action_overdue", new.manager) == weekly[2:]
    assert composed("action_overdue", new.responder) == []


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.WONT_DO])
def test_finished_action_is_reminded_of_no_more(status: ActionStatus) -> None:
    new = cast()
    action = promise(new, due_on=AT.date() + 3 * DAY)
    sweep(AT)

    action.status = status
    action.save(update_fields=["status"])
    change(new.postmortem)
    run(AT + HOUR, AT + 6 * DAY)

    assert composed("action_due", new.owner) == composed("action_overdue", new.owner) == []


def test_owner_who_may_not_read_the_document_is_told_of_their_own_action_only() -> None:
    new = cast(visibility=Visibility.TEAM)
    stranger = person()
    promise(new, owner=stranger, due_on=AT.date() + 2 * DAY)
    submit(new, at=AT)
    sign(new, new.manager, at=AT, decision=Decision.CHANGES_REQUESTED, comment="Too short.")

    run(AT, AT + 3 * DAY)

    assert composed("action_due", stranger)
    assert composed("action_overdue", stranger)
    assert composed("changes_requested", stranger) == []


def test_who_has_left_is_told_nothing() -> None:
    new = cast()
    promise(new, due_on=AT.date() + DAY)
    sweep(AT)

    User.objects.filter(pk__in=[new.owner.pk, new.lead.pk]).update(is_active=False)
    run(AT + HOUR, AT + 4 * DAY)

    assert composed("action_due", new.owner) == composed("deadline_near", new.lead) == []


def test_check_is_asked_for_before_on_and_after_its_day() -> None:
    new = cast()
    sign_off(new, at=AT)
    planned = date(2026, 12, 1)  # a Tuesday
    Check.objects.create(postmortem=new.postmortem, period="week", planned_on=planned)

    run(AT, AT + 17 * DAY)

    nine = AT.replace(month=12, day=1)
    asked = [nine + count * DAY for count in (-2, 0, 3, 6, 9)]
    assert composed("followup_due", new.lead) == asked
    assert composed("followup_due", new.manager) == asked[4:]


def test_answered_check_is_asked_for_no_more() -> None:
    new = cast()
    sign_off(new, at=AT)
    check = Check.objects.create(
        postmortem=new.postmortem, period="week", planned_on=AT.date() + 7 * DAY
    )
    run(AT, AT + 6 * DAY)

    check.answer, check.answered_at, check.answered_by = "yes", AT + 6 * DAY, new.lead
    check.save(update_fields=["answer", "answered_at", "answered_by"])
    change(new.postmortem)
    run(AT + 6 * DAY, AT + 12 * DAY)

    assert len(composed("followup_due", new.lead)) == 1


def test_who_it_is_shared_with_gets_a_link_if_they_may_read() -> None:
    new = cast(visibility=Visibility.TEAM)
    reader, stranger = person(new.team), person()
    audience = Distribution.objects.filter(postmortem=new.postmortem).first()
    assert audience
    share = Share.objects.create(
        postmortem=new.postmortem, audience=audience, audience_name="E", by=new.lead, at=AT, seq=1
    )
    new.postmortem.record(ActivityKind.SHARED, by=new.lead, at=AT, share=share.pk)
    # Set after it was recorded: the next sweep sees them all the same.
    share.recipients.set([reader, stranger])

    sweep(AT + HOUR)

    assert composed("shared", reader) == [AT]
    assert composed("shared", stranger) == []


def test_week_is_said_on_monday_at_nine_where_the_person_is() -> None:
    new = cast(zone="Pacific/Auckland")
    promise(new, due_on=date(2027, 3, 1))
    idle = person(new.team)

    run(AT, AT + 13 * DAY)

    mondays = [datetime(2026, 11, day, 20, tzinfo=AT.tzinfo) for day in (29,)]
    assert composed("week", new.owner) == [*mondays, mondays[0] + 7 * DAY]
    assert composed("week", idle) == []


def test_last_and_next_of_a_series_are_owed_and_nothing_between() -> None:
    new = cast()

    due = told(new.postmortem, "deadline_passed", new.lead, now=AT + 4 * DAY)

    assert due == [AT + 4 * DAY, AT + 5 * DAY]
