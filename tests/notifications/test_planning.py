"""What is owed follows the document: cancelled, revived, said once; and planning is cheap."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.digests import next_due_at
from notifications.models import Notice, Plan
from notifications.models.notice import NoticeState
from notifications.planning import owed, plan, plan_due, situation_of
from notifications.recipients import readers_among
from postmortems.choices import ActionStatus, ActivityKind, Status, Visibility
from postmortems.models import Postmortem
from tests.factories import create_postmortem
from tests.notifications.cast import (
    AT,
    DAY,
    HOUR,
    cast,
    change,
    composed,
    person,
    promise,
    run,
    submit,
    sweep,
)

pytestmark = pytest.mark.django_db


def states(kind: str, postmortem: Postmortem) -> list[str]:
    rows = Notice.objects.filter(kind=kind, postmortem=postmortem)
    return sorted(rows.values_list("state", flat=True))


def test_notices_of_an_event_are_there_when_its_verb_has_committed() -> None:
    new = cast()

    submit(new, at=AT + HOUR)

    pending = Notice.objects.filter(kind="signoff_requested", due_at=AT + HOUR)
    assert {row.recipient for row in pending} == {new.responder, new.lead, new.manager}


def test_cancelled_notice_comes_back_when_it_is_owed_again() -> None:
    new = cast()
    plan_due(now=AT)
    first = {row.pk for row in Notice.objects.filter(kind="deadline_near")}

    change(new.postmortem, resolved_at=AT + 5 * HOUR)
    plan_due(now=AT)
    assert states("deadline_near", new.postmortem) == ["cancelled"] * 2 + ["pending"] * 2
    change(new.postmortem, resolved_at=AT)
    plan_due(now=AT)

    pending = Notice.objects.filter(kind="deadline_near", state=NoticeState.PENDING)
    assert {row.pk for row in pending} == first


def test_what_was_said_is_never_touched() -> None:
    new = cast()
    run(AT, AT + DAY)
    said = Notice.objects.filter(kind="deadline_near", state=NoticeState.COMPOSED)
    before = list(said.values())

    change(new.postmortem, status=Status.NOT_REQUIRED)
    plan_due(now=AT + 2 * DAY)

    assert before
    assert list(said.values()) == before


def test_planning_twice_is_planning_once() -> None:
    new = cast()
    promise(new, due_on=AT.date() + 5 * DAY)
    plan(new.postmortem, now=AT)
    before = list(Notice.objects.order_by("pk").values("pk", "state", "due_at"))

    plan(new.postmortem, now=AT)

    assert list(Notice.objects.order_by("pk").values("pk", "state", "due_at")) == before


def test_person_who_moves_to_another_time_zone_hears_the_same_once() -> None:
    new = cast(zone="Europe/Berlin")
    promise(new, due_on=AT.date())
    sweep(AT)
    run(AT, AT + DAY)
    assert len(composed("action_overdue", new.owner)) == 1

    new.owner.time_zone = "America/New_York"
    new.owner.save(update_fields=["time_zone"])
    run(AT + DAY, AT + 3 * DAY)

    assert len(composed("action_overdue", new.owner)) == 1


def test_nothing_from_before_the_plan_of_an_older_document_is_owed() -> None:
    new = cast()
    Notice.objects.all().delete()
    Plan.objects.all().delete()

    run(AT + 10 * DAY, AT + 10 * DAY + 2 * HOUR)

    assert composed("opened", new.lead) == []
    assert composed("deadline_passed", new.lead) == []


def test_looking_for_changes_costs_the_same_however_many_documents_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = cast()
    plan_due(now=AT)
    plan_due(now=AT)
    with CaptureQueriesContext(connection) as alone:
        plan_due(now=AT + timedelta(seconds=30))
    for _ in range(20):
        create_postmortem(lead=first.lead)
    plan_due(now=AT + timedelta(minutes=1))

    with django_assert_num_queries(len(alone)):
        plan_due(now=AT + timedelta(minutes=1, seconds=30))


def test_plan_of_one_document_costs_a_bounded_number_of_queries() -> None:
    new = cast()
    plan(new.postmortem, now=AT)
    with CaptureQueriesContext(connection) as few:
        plan(new.postmortem, now=AT)
    for _ in range(15):
        promise(new, owner=person(new.team), due_on=AT.date() + 9 * DAY)
    plan(new.postmortem, now=AT)

    with CaptureQueriesContext(connection) as many:
        plan(new.postmortem, now=AT)

    assert len(many) <= len(few)
    assert len(few) < 25


def test_next_mail_is_known_with_its_quiet_hours() -> None:
    new = cast(status=Status.IN_REVIEW, submitted_at=AT)
    # Nine in the morning on a Saturday.
    promise(new, due_on=AT.date() + 4 * DAY, assigned_by=new.owner)
    sweep(AT)

    moments: list[datetime] = []
    now = AT
    while (following := next_due_at(now=now)) and len(moments) < 3:
        moments.append(following)
        now = following
        sweep(now)

    thursday, monday = AT + 2 * DAY, AT + 6 * DAY
    # Two days before; then what the weekend held; and the digest of the week.
    assert moments == [thursday, monday - HOUR, monday]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_readers_are_those_to_whom_the_document_shows(visibility: Visibility) -> None:
    new = cast(visibility=visibility)
    guest, stranger = person(), person()
    new.postmortem.participants.add(guest)
    people = [new.lead, new.manager, new.owner, guest, stranger]

    readers = readers_among(new.postmortem, people)

    shown = {
        someone.pk
        for someone in people
        if Postmortem.objects.visible_to(someone).filter(pk=new.postmortem.pk).exists()
    }
    assert readers == shown


def test_closed_document_owes_nothing_but_what_has_just_happened() -> None:
    new = cast()
    promise(new, due_on=AT.date() + DAY, status=ActionStatus.DONE)
    change(
        new.postmortem,
        status=Status.CLOSED,
        signed_off_at=AT,
        closed_at=AT,
        locked_at_seq=new.postmortem.seq,
    )
    new.postmortem.record(ActivityKind.CLOSED, by=new.lead, at=AT)

    assert owed(situation_of(new.postmortem.pk), now=AT + DAY) == []


@transaction.atomic
def moved_by(hours: int, postmortem: Postmortem, *, by: User) -> None:
    """As a verb does it: under the lock, recorded at the end."""
    postmortem.lock_for(by)
    change(postmortem, resolved_at=AT + hours * HOUR)
    postmortem.record(ActivityKind.WITHDRAWN, by=by, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_verbs_at_once_leave_the_plan_of_what_stands() -> None:
    new = cast()
    together = threading.Barrier(2)
    failures: list[Exception] = []

    def move(hours: int) -> None:
        try:
            postmortem = Postmortem.objects.get(pk=new.postmortem.pk)
            together.wait(timeout=10)
            moved_by(hours, postmortem, by=new.lead)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=(hours,)) for hours in (5, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert not failures
    plan_due(now=AT)
    standing = Postmortem.objects.get(pk=new.postmortem.pk)
    assert standing.resolved_at
    pending = Notice.objects.filter(kind="deadline_near", state=NoticeState.PENDING)
    due = standing.resolved_at + timedelta(hours=24)
    assert set(pending.values_list("due_at", flat=True)) == {due}
    assert pending.count() == 2
