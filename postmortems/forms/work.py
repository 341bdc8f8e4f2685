"""The lines of My work: what to sign, to mend, to finish, to answer, to complete."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from postmortems.choices import Status
from postmortems.deadlines import ClockState, due_words, local_day, submission_clock
from postmortems.forms.reviews import to_mend, to_sign
from postmortems.models import Action, Check, Postmortem, Signature
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.spans import show_duration

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
COMPLETE = 100
SOON = timedelta(days=1)
THIS_WEEK = timedelta(days=7)
SOME_DAY = timedelta(days=3650)
# How long before a check is due its lead reads of it, how long after it the manager does.
CHECK_NOTICE, CHECK_PATIENCE = timedelta(days=2), timedelta(days=7)
CHECK_NEAR = CHECK_NOTICE + timedelta(days=1)  # the team's day may be the next one


@dataclass(frozen=True)
class Task:
    """One line: what to do, to what, by when; `urgency` is the moment it should be done by."""

    verb: str
    title: str
    address: str
    about: str
    when: str
    exactly: str
    button: str
    urgency: datetime
    css: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Work:
    today: list[Task]
    week: list[Task]
    later: list[Task]

    @classmethod
    def of(cls, user: User, readable: PostmortemQuerySet, *, now: datetime) -> Self:
        tasks = sorted(
            [
                *(_signing(each, now=now) for each in to_sign(user, readable)),
                *(_mending(each, signed) for each, signed in to_mend(user, readable)),
                *_drafts(user, readable, now=now),
                *_checks(user, readable, now=now),
                *_actions(user, now=now),
            ],
            key=lambda task: task.urgency,
        )
        return cls(
            [task for task in tasks if task.urgency < now + SOON],
            [task for task in tasks if now + SOON <= task.urgency < now + THIS_WEEK],
            [task for task in tasks if now + THIS_WEEK <= task.urgency],
        )

    @property
    def count(self) -> int:
        return len(self.today) + len(self.week) + len(self.later)

    @property
    def headline(self) -> str:
        if self.count == 0:
            return "Nothing waits for you"
        number = NUMBERS[self.count] if self.count < len(NUMBERS) else str(self.count)
        return f"{number} thing{'s wait' if self.count > 1 else ' waits'} for you"

    @property
    def groups(self) -> list[tuple[str, list[Task]]]:
        named = (("Today", self.today), ("This week", self.week), ("Later", self.later))
        return [(name, tasks) for name, tasks in named if tasks]


def _signing(postmortem: Postmortem, *, now: datetime) -> Task:
    asked = postmortem.submitted_at or now
    return Task(
        verb="Sign",
        title=postmortem.title,
        address=f"{reverse('postmortems:review', args=[postmortem.incident_id])}#sign",
        about=f"{postmortem.incident_id} · the text as it is now",
        when=f"waits for {show_duration(now - asked)}",
        exactly=f"submitted {asked:%a %-d %b, %H:%M} UTC",
        button="Read and sign",
        urgency=asked,
        severity=postmortem.severity,
    )


def _mending(postmortem: Postmortem, request: Signature) -> Task:
    return Task(
        verb="Mend",
        title=postmortem.title,
        address=postmortem.get_absolute_url(),
        about=f"{postmortem.incident_id} · {request.full_name}: “{request.comment}”",
        when="changes requested",
        exactly=f"{request.at:%a %-d %b, %H:%M} UTC",
        button="Go on writing",
        urgency=request.at,
        css="warn",
        severity=postmortem.severity,
    )


def _drafts(user: User, readable: PostmortemQuerySet, *, now: datetime) -> list[Task]:
    leads = Q(postmortem_lead=user) | Q(incident_lead=user, postmortem_lead=None)
    return [
        _draft(postmortem, now=now)
        for postmortem in readable.filter(leads, status=Status.DRAFT)[:100]
    ]


def _draft(postmortem: Postmortem, *, now: datetime) -> Task:
    reading = submission_clock(postmortem, now=now)
    css = {ClockState.OVERDUE: "bad", ClockState.AT_RISK: "warn"}.get(reading.state, "")
    return Task(
        verb="Finish" if postmortem.completion < COMPLETE else "Submit",
        title=postmortem.title or "Untitled post-mortem",
        address=postmortem.get_absolute_url(),
        about=f"{postmortem.incident_id} · {postmortem.completion} % complete",
        when=reading.text,
        exactly=f"{reading.due_at:%a %-d %b, %H:%M} UTC" if reading.due_at else "",
        button="Go on writing",
        urgency=reading.due_at or now + THIS_WEEK,
        css=css,
        severity=postmortem.severity,
    )


def _checks(user: User, readable: PostmortemQuerySet, *, now: datetime) -> list[Task]:
    """Those of the Post-mortem Lead, before they are due; of the Engineering Manager, well after."""
    mine = Q(postmortem__postmortem_lead=user) | Q(postmortem__engineering_manager=user)
    found = (
        Check.objects.unanswered()
        .filter(mine, postmortem__in=readable.values("pk"))
        .filter(postmortem__status=Status.SIGNED_OFF, planned_on__lte=now.date() + CHECK_NEAR)
        .select_related("postmortem__team")
    )
    return [_check(check, now=now) for check in found if _is_asked(check, user, now=now)]


def _is_asked(check: Check, user: User, *, now: datetime) -> bool:
    if check.postmortem.postmortem_lead_id == user.pk:
        return now >= check.planned_at - CHECK_NOTICE
    return now >= check.planned_at + CHECK_PATIENCE


def _check(check: Check, *, now: datetime) -> Task:
    on = local_day(now, check.postmortem.team.time_zone)
    return Task(
        verb="Answer",
        title=check.question,
        address=check.get_absolute_url(),
        about=f"{check.get_period_display()} check of {check.postmortem}",
        when=due_words(check.planned_on, on=on),
        exactly=f"{check.planned_at:%a %-d %b, %H:%M} UTC",
        button="Answer",
        urgency=check.planned_at,
        css="bad" if check.planned_on < on else "",
        severity=check.postmortem.severity,
    )


def _actions(user: User, *, now: datetime) -> list[Task]:
    """What the person owns, where they cannot read the document as well."""
    owned = Action.objects.written().unfinished().owned_by(user).select_related("postmortem")
    return [_action(action, now=now) for action in owned[:200]]


def _action(action: Action, *, now: datetime) -> Task:
    today = now.date()
    late = action.days_late(on=today)
    due = action.due_on
    return Task(
        verb="Complete",
        title=action.title,
        address=action.get_absolute_url(),
        about=f"{action.get_kind_display().lower()} of {action.postmortem.incident_id}",
        when=due_words(due, on=today),
        exactly=f"due {due:%a %-d %b}" if due else "",
        button="Open",
        urgency=(
            datetime(due.year, due.month, due.day, tzinfo=now.tzinfo) if due else now + SOME_DAY
        ),
        css="bad" if late else "",
    )
