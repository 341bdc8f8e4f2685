"""Random lives of a post-mortem, swept at random moments.

Whatever happens, each notice that is owed in the end is told once, and nothing that is not true.
HISTORIES says how many lives; 40 where nothing is said, 200 in `make faults`.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from notifications.digests import MOST_AN_HOUR, _sent_lately, compose_due, goes_at
from notifications.kinds import KINDS
from notifications.models import Email, Notice
from notifications.models.email import EmailState
from notifications.models.notice import NoticeState
from notifications.planning import Owed, owed, plan_due, situation_of, unsettled
from postmortems.choices import ActionStatus, ActivityKind, Severity, SignOffRole, Status
from postmortems.models import (
    Action,
    Check,
    Detection,
    Impact,
    Postmortem,
    Response,
    RootCause,
)
from tests.factories import TeamFactory
from tests.notifications.cast import AT, DAY, HOUR, person

pytestmark = pytest.mark.django_db

HISTORIES = int(os.environ.get("HISTORIES", "40"))
PARTS = 4
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland")


@dataclass
class Life:
    """One post-mortem, four people, two actions; `now` only moves ahead."""

    people: list[User]
    postmortem: Postmortem
    actions: list[Action]
    now: datetime = AT
    moved_at: datetime = AT - 2 * DAY
    told: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)

    def change(self, **fields: object) -> None:
        for name, value in fields.items():
            setattr(self.postmortem, name, value)
        self.postmortem.seq += 1
        self.postmortem.save()

    def record(self, kind: ActivityKind, **facts: object) -> None:
        self.postmortem.record(kind, by=self.people[0], at=self.now, **facts)


def begin() -> Life:
    team = TeamFactory.create()
    people = [person(team) for _ in range(4)]
    postmortem = Postmortem.objects.create(
        team=team,
        incident_id="INC-1",
        title="Trouble",
        severity=Severity.P1,
        opened_at=AT,
        opened_by=people[0],
        resolved_at=AT,
        incident_lead=people[0],
        postmortem_lead=people[1],
        engineering_manager=people[2],
    )
    for answers in (Impact, RootCause, Detection, Response):
        answers.objects.create(postmortem=postmortem)
    life = Life(people, postmortem, [])
    life.record(ActivityKind.OPENED)
    for kind in ("short_term", "long_term"):
        life.actions.append(
            Action.objects.create(
                postmortem=postmortem,
                kind=kind,
                title=f"Promise {kind}",
                owner=people[3],
                assigned_at=AT,
                assigned_by=people[0],
                due_on=AT.date() + 9 * DAY,
            )
        )
    life.change()
    return life


Step = Callable[[Life], None]


def resolve(hours: int) -> Step:
    return lambda life: life.change(resolved_at=AT + hours * HOUR)


def due(which: int, days: int) -> Step:
    def step(life: Life) -> None:
        life.actions[which].due_on = AT.date() + days * DAY
        life.actions[which].save(update_fields=["due_on"])
        life.change()

    return step


def hand_over(which: int, to: int) -> Step:
    def step(life: Life) -> None:
        action = life.actions[which]
        action.owner, action.assigned_at = life.people[to], life.now
        action.assigned_by = life.people[0]
        action.save(update_fields=["owner", "assigned_at", "assigned_by"])
        life.change()
        life.record(ActivityKind.ACTION_HANDED_OVER, action=str(action.uid))

    return step


def finish(which: int, status: ActionStatus) -> Step:
    def step(life: Life) -> None:
        life.actions[which].status = status
        life.actions[which].save(update_fields=["status"])
        life.change()
        life.record(ActivityKind.ACTION_COMPLETED, action=str(life.actions[which].uid))

    return step


def move(who: int, zone: str) -> Step:
    def step(life: Life) -> None:
        life.people[who].time_zone = zone
        life.people[who].save(update_fields=["time_zone"])
        life.moved_at = life.now

    return step


def leave(who: int, is_active: bool) -> Step:  # noqa: FBT001  drawn by hypothesis
    def step(life: Life) -> None:
        life.people[who].is_active = is_active
        life.people[who].save(update_fields=["is_active"])
        life.moved_at = life.now

    return step


def name(role: SignOffRole, who: int) -> Step:
    return lambda life: life.change(**{str(role): life.people[who]})


def submit(life: Life) -> None:
    if life.postmortem.status == Status.DRAFT:
        life.change(status=Status.IN_REVIEW, submitted_at=life.now)
        life.record(ActivityKind.SUBMITTED)


def withdraw(life: Life) -> None:
    if life.postmortem.status == Status.IN_REVIEW:
        life.change(status=Status.DRAFT, submitted_at=None)
        life.record(ActivityKind.WITHDRAWN)


def sign_off(life: Life) -> None:
    if life.postmortem.status == Status.IN_REVIEW:
        life.change(
            status=Status.SIGNED_OFF,
            signed_off_at=life.now,
            locked_at_seq=life.postmortem.seq,
        )
        life.record(ActivityKind.SIGNED_OFF)
        planned = (life.now + 7 * DAY).date()
        Check.objects.create(postmortem=life.postmortem, period="week", planned_on=planned)


def reopen(life: Life) -> None:
    if life.postmortem.status == Status.SIGNED_OFF:
        life.postmortem.checks.all().delete()
        life.change(status=Status.DRAFT, signed_off_at=None, locked_at_seq=None)
        life.record(ActivityKind.REOPENED, reason="A cause was wrong.")


def waive(life: Life) -> None:
    if not life.postmortem.waived_at:
        life.change(waived_at=life.now, waiver="A holiday.")
        life.record(ActivityKind.WAIVED, reason="A holiday.")


def wait(hours: int) -> Step:
    def step(life: Life) -> None:
        life.now += timedelta(hours=hours)

    return step


def sweep(life: Life) -> None:
    """Plan, compose and send as a sweep does, and hold what it did against what is true."""
    before = set(Notice.objects.filter(state=NoticeState.COMPOSED).values_list("pk", flat=True))
    plan_due(now=life.now)
    compose_due(now=life.now)
    Email.objects.filter(state=EmailState.PENDING).update(
        state=EmailState.SENT, sent_at=life.now, attempts=1
    )
    true = owed(situation_of(life.postmortem.pk), now=life.now)
    nothing_untrue_was_told(life, true, before)
    nothing_owed_was_passed_over(life, true)


def nothing_untrue_was_told(life: Life, true: list[Owed], before: set[UUID]) -> None:
    keys = {each.key for each in true}
    for row in Notice.objects.filter(state=NoticeState.COMPOSED).exclude(pk__in=before):
        life.told[row.kind, row.subject, row.recipient_id, row.facts["name"]] += 1
        assert row.kind == "week" or row.key in keys, row
        assert row.recipient.is_active
        assert row.due_at <= life.now + timedelta(minutes=10)
        moment = goes_at(row, row.recipient.time_zone, since=life.now)
        assert moment <= life.now + timedelta(minutes=10)


def nothing_owed_was_passed_over(life: Life, true: list[Owed]) -> None:
    """What is true and was due by now is told, or it waits: for working hours, or for its turn.

    That somebody moved or came back is seen within a day.
    """
    if life.now - life.moved_at <= DAY:
        return
    rows = list(Notice.objects.filter(postmortem=life.postmortem))
    for each in unsettled(true, rows):
        zone, since = each.recipient.time_zone, max(each.due_at, life.now)
        at = KINDS[each.kind].goes_at(since, postmortem=life.postmortem, zone=zone)
        is_waiting = any(row.key == each.key and row.state == NoticeState.PENDING for row in rows)
        assert is_waiting, each
        assert at > life.now or _sent_lately(each.recipient, now=life.now) >= MOST_AN_HOUR - 2, each


which, who = st.integers(0, 1), st.integers(0, 3)
STEPS = st.one_of(
    st.builds(resolve, st.integers(-60, 60)),
    st.builds(due, which, st.integers(-3, 25)),
    st.builds(hand_over, which, who),
    st.builds(finish, which, st.sampled_from(ActionStatus)),
    st.builds(move, who, st.sampled_from(ZONES)),
    st.builds(leave, who, st.booleans()),
    st.builds(name, st.sampled_from(SignOffRole), who),
    st.sampled_from([submit, withdraw, sign_off, reopen, waive]),
    st.builds(wait, st.integers(1, 120)),
    st.builds(wait, st.integers(1, 120)),
    st.just(sweep),
    st.just(sweep),
)


# In four parts, for as many processes.
@pytest.mark.parametrize("part", range(PARTS))
@settings(
    max_examples=HISTORIES // PARTS,
    deadline=None,
    phases=set(Phase) - {Phase.shrink, Phase.explain},
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_each_notice_finally_owed_is_told_once_and_nothing_untrue(
    part: int, steps: list[Step]
) -> None:
    with transaction.atomic():
        live(steps)
        transaction.set_rollback(True)


def live(steps: list[Step]) -> None:
    life = begin()
    sweep(life)
    for step in steps:
        step(life)
    # In the end a working day comes, and what the hour had no room for.
    for hours in (1, 30, 30, 30):
        life.now += hours * HOUR
        sweep(life)
    again = [key for key, count in life.told.items() if count > 1]
    assert again == []
