"""Which notices become which mails, and when."""

import threading

import pytest
from django.db import connection, connections, transaction

from notifications.digests import compose_due, next_due_at
from notifications.models import Email, Notice, Preference
from notifications.models.email import EmailState
from notifications.models.notice import NoticeState
from notifications.planning import plan_due
from postmortems.choices import ActionStatus, ActivityKind, Status, Visibility
from postmortems.models import Action
from tests.notifications.cast import (
    AT,
    DAY,
    HOUR,
    MINUTE,
    cast,
    change,
    composed,
    mails,
    person,
    promise,
    run,
    submit,
    sweep,
)

pytestmark = pytest.mark.django_db

FRIDAY_EVENING = AT + 3 * DAY + 11 * HOUR
MONDAY = AT + 6 * DAY - HOUR


def test_what_can_wait_goes_out_in_working_hours() -> None:
    new = cast(resolved_at=FRIDAY_EVENING - 2 * DAY)
    run(AT, FRIDAY_EVENING - HOUR)
    before = len(mails(new.lead))

    run(FRIDAY_EVENING - HOUR, MONDAY - MINUTE)
    assert len(mails(new.lead)) == before
    run(MONDAY, MONDAY)

    # Friday's, Saturday's and Sunday's are said once.
    assert len(composed("deadline_passed", new.lead)) == 1
    assert mails(new.lead)[-1].created_at == MONDAY


def test_a_worker_that_was_off_does_not_ring_at_night() -> None:
    new = cast(resolved_at=AT - 2 * DAY, at=AT - 2 * DAY)
    sweep(AT - 2 * DAY)
    before = len(mails(new.lead))

    # Due on Tuesday at nine; the worker is back at two in the night to Wednesday.
    sweep(AT + 17 * HOUR)
    assert len(mails(new.lead)) == before
    assert next_due_at(now=AT + 17 * HOUR) == AT + 23 * HOUR

    sweep(AT + 23 * HOUR)
    assert len(mails(new.lead)) > before


def test_passed_deadline_of_a_p0_does_not_wait() -> None:
    new = cast(resolved_at=FRIDAY_EVENING - 2 * DAY, severity="P0")

    run(AT, FRIDAY_EVENING + 13 * HOUR)

    assert composed("deadline_passed", new.lead) == [FRIDAY_EVENING, AT + 4 * DAY]


def test_mail_about_a_deadline_does_not_come_after_it() -> None:
    # It ends on Saturday at four in the morning: four hours before is midnight.
    new = cast(resolved_at=AT + 2 * DAY - 5 * HOUR)
    midnight = AT + 4 * DAY - 9 * HOUR

    run(AT, midnight)

    assert mails(new.lead)[-1].created_at == midnight
    assert composed("deadline_near", new.lead)[-1] == midnight


def test_what_somebody_just_did_does_not_wait() -> None:
    new = cast()
    submit(new, at=FRIDAY_EVENING)

    sweep(FRIDAY_EVENING)

    assert composed("signoff_requested", new.manager) == [FRIDAY_EVENING]


def test_due_and_overdue_actions_of_several_documents_make_one_mail() -> None:
    new, other = cast(), cast()
    for index in range(4):
        promise(new, due_on=AT.date(), title=f"Promise {index}", assigned_by=new.owner)
    promise(
        other, due_on=AT.date() + 3 * DAY, title="Promise 4", owner=new.owner, assigned_by=new.owner
    )

    run(AT + HOUR, AT + DAY)

    found = [mail for mail in mails(new.owner) if mail.created_at == AT + DAY]
    assert len(found) == 1
    assert all(f"Promise {index}" in found[0].text for index in range(5))
    assert found[0].notices.count() == 5


def test_actions_assigned_within_ten_minutes_make_one_mail() -> None:
    new = cast()
    for minutes in (0, 4, 9):
        promise(new, title=f"After {minutes}", assigned_at=AT + minutes * MINUTE)

    run(AT, AT + HOUR)

    assert [mail.created_at for mail in mails(new.owner)] == [AT + 10 * MINUTE]
    assert mails(new.owner)[0].notices.count() == 3


def test_more_than_three_mails_at_once_become_one_that_mentions_all() -> None:
    new = cast()
    others = [cast() for _ in range(3)]
    for each in (new, *others):
        change(each.postmortem, postmortem_lead=new.lead, title=f"Trouble {each.postmortem.pk}")

    sweep(AT)

    found = mails(new.lead)
    assert len(found) == 1
    assert found[0].subject == "4 notices, gathered for you"
    assert all(each.postmortem.title in found[0].text for each in (new, *others))


def test_what_is_late_joins_one_mail() -> None:
    new, other = cast(), cast()
    change(other.postmortem, postmortem_lead=new.lead)
    plan_due(now=AT)

    sweep(AT + 25 * HOUR)

    found = mails(new.lead)
    assert len(found) == 1
    assert found[0].subject.endswith("gathered for you")


def test_what_is_older_than_two_weeks_is_listed_and_not_mailed() -> None:
    new = cast()
    plan_due(now=AT)
    # Opened long ago, as far as the worker knows: nothing else has come up.
    change(new.postmortem, resolved_at=None)

    sweep(AT + 15 * DAY)

    row = Notice.objects.get(kind="opened", recipient=new.lead)
    assert row.state == NoticeState.STALE
    assert any("post-mortem opened" in mail.text for mail in mails(new.lead))


def test_sixth_mail_of_an_hour_joins_the_next() -> None:
    new = cast()
    run(AT, AT)
    for minutes in range(1, 8):
        change(new.postmortem, status=Status.DRAFT, submitted_at=None)
        new.postmortem.record(ActivityKind.WITHDRAWN, by=new.lead, at=AT + minutes * MINUTE)
        submit(new, at=AT + minutes * MINUTE)
        sweep(AT + minutes * MINUTE)

    assert len(mails(new.manager)) == 5
    run(AT + 8 * MINUTE, AT + 2 * HOUR)

    assert len(mails(new.manager)) == 6
    asked = new.manager.notices.filter(kind="signoff_requested", due_at__lte=AT + HOUR)
    assert asked.order_by("due_at").last() in mails(new.manager)[-1].notices.all()


def test_kind_that_a_person_turned_off_is_in_the_inbox_only() -> None:
    new = cast()
    Preference.objects.choose(new.lead, "opened", wants_mail=False)

    sweep(AT)

    assert mails(new.lead) == []
    row = Notice.objects.get(kind="opened", recipient=new.lead)
    assert row.state == NoticeState.SHOWN
    assert "Retry loop tripled cost" in row.words


def test_kind_that_must_come_comes_whatever_was_chosen() -> None:
    new = cast()
    Preference.objects.choose(new.lead, "deadline_near", wants_mail=False)

    run(AT, AT + DAY)

    assert composed("deadline_near", new.lead) == [AT + DAY]


def test_action_completed_before_its_mail_is_written_is_in_no_mail() -> None:
    new = cast()
    action = promise(new, due_on=AT.date(), assigned_at=AT + HOUR, assigned_by=new.owner)
    sweep(AT)
    plan_due(now=AT + DAY)

    Action.objects.filter(pk=action.pk).update(status=ActionStatus.DONE)
    compose_due(now=AT + DAY)

    assert mails(new.owner) == []
    row = Notice.objects.get(kind="action_overdue", recipient=new.owner, due_at=AT + DAY)
    assert row.state == NoticeState.CANCELLED


def test_mail_that_is_not_sent_yet_is_taken_back_when_it_is_no_longer_true() -> None:
    new = cast()
    done = promise(
        new, due_on=AT.date(), title="Done meanwhile", assigned_at=AT + HOUR, assigned_by=new.owner
    )
    promise(new, due_on=AT.date(), title="Still open", assigned_at=AT + HOUR, assigned_by=new.owner)
    sweep(AT)
    plan_due(now=AT + DAY)
    compose_due(now=AT + DAY)
    (written,) = mails(new.owner)
    assert written.state == EmailState.PENDING

    Action.objects.filter(pk=done.pk).update(status=ActionStatus.DONE)
    new.postmortem.refresh_from_db()
    new.postmortem.record(ActivityKind.ACTION_COMPLETED, by=new.owner, at=AT + DAY)
    sweep(AT + DAY)

    (sent,) = mails(new.owner)
    assert "Still open" in sent.text
    assert "Done meanwhile" not in sent.text


def test_mail_that_was_tried_is_not_taken_back() -> None:
    new = cast()
    action = promise(new, due_on=AT.date(), assigned_at=AT + HOUR, assigned_by=new.owner)
    sweep(AT)
    plan_due(now=AT + DAY)
    compose_due(now=AT + DAY)
    Email.objects.filter(to_user=new.owner).update(attempts=1)

    Action.objects.filter(pk=action.pk).update(status=ActionStatus.DONE)
    change(new.postmortem)
    sweep(AT + DAY + MINUTE)

    assert len(mails(new.owner)) == 1


def test_what_is_owed_again_after_its_mail_was_taken_back_is_written_anew() -> None:
    new = cast()
    action = promise(new, due_on=AT.date(), assigned_at=AT + HOUR, assigned_by=new.owner)
    sweep(AT)
    plan_due(now=AT + DAY)
    compose_due(now=AT + DAY)
    for status in (ActionStatus.DONE, ActionStatus.IN_PROGRESS):
        Action.objects.filter(pk=action.pk).update(status=status)
        change(new.postmortem)
        sweep(AT + DAY)

    assert [mail.state for mail in mails(new.owner)] == [EmailState.SENT]
    assert composed("action_overdue", new.owner) == [AT + DAY]


def test_five_hundred_due_after_three_days_of_silence_make_twenty_mails() -> None:
    new = cast(
        status=Status.IN_REVIEW,
        submitted_at=AT,
        incident_lead=None,
        postmortem_lead=None,
        engineering_manager=None,
    )
    owners = [person(new.team) for _ in range(20)]
    for index in range(500):
        owner = owners[index % 20]
        due = AT.date() + (2 + index % 3) * DAY
        Action.objects.create(
            postmortem=new.postmortem,
            kind="short_term",
            title=f"Promise no. {index}.",
            owner=owner,
            assigned_by=owner,
            assigned_at=AT,
            due_on=due,
        )
    change(new.postmortem)
    plan_due(now=AT)

    sweep(AT + 3 * DAY)

    assert len(mails()) <= 20
    said = "\n".join(mail.text for mail in mails())
    assert [index for index in range(500) if f"Promise no. {index}." not in said] == []


def test_mail_that_cannot_be_written_keeps_nobody_elses_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    new = cast()
    plan_due(now=AT)
    Notice.objects.create(
        kind="shared",
        subject="share:none",
        recipient=new.responder,
        due_at=AT,
        created_at=AT,
    )
    Notice.objects.filter(kind="opened", recipient=new.responder).update(kind="unheard of")

    compose_due(now=AT)

    assert "could not be written" in caplog.text
    assert len(mails(new.lead)) == 1


def test_mail_about_a_restricted_document_has_none_of_its_words() -> None:
    new = cast(visibility=Visibility.RESTRICTED)

    sweep(AT)

    assert all("Retry" not in mail.subject + mail.text + mail.html for mail in mails(new.lead))
    assert mails(new.lead)


def test_next_mail_is_now_when_some_are_due() -> None:
    cast()
    plan_due(now=AT)

    assert next_due_at(now=AT + 3 * HOUR) == AT + 3 * HOUR


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_mail_to_each() -> None:
    new = cast()
    plan_due(now=AT)
    together = threading.Barrier(3)

    def compose() -> None:
        try:
            together.wait(timeout=10)
            compose_due(now=AT)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=compose) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    for someone in (new.responder, new.lead, new.manager):
        assert len(mails(someone)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_action_completed_while_its_mail_is_being_written_leaves_no_mail_to_send() -> None:
    new = cast()
    action = promise(new, due_on=AT.date(), assigned_at=AT + HOUR, assigned_by=new.owner)
    sweep(AT)
    plan_due(now=AT + DAY)
    begun, done = threading.Event(), threading.Event()

    def complete() -> None:
        try:
            with transaction.atomic():
                new.postmortem.lock_for(new.owner)
                Action.objects.filter(pk=action.pk).update(status=ActionStatus.DONE)
                begun.set()
                done.wait(timeout=10)
                kind = ActivityKind.ACTION_COMPLETED
                new.postmortem.record(kind, by=new.owner, at=AT + DAY)
        finally:
            connections.close_all()

    thread = threading.Thread(target=complete)
    thread.start()
    begun.wait(timeout=10)
    compose_due(now=AT + DAY)
    assert [mail.state for mail in mails(new.owner)] == [EmailState.PENDING]
    done.set()
    thread.join(timeout=30)

    assert mails(new.owner) == []
