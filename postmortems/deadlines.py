"""Dates of the future: the 48-hour deadline, due dates, the follow-up checks."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from postmortems.choices import ActionKind, FollowUpPeriod
from postmortems.spans import show_duration

SUBMISSION_LIMIT = timedelta(hours=48)
AT_RISK = SUBMISSION_LIMIT / 4


class ClockState(Enum):
    NOT_STARTED = "not started"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Clock:
    """The 48-hour deadline of a document that is still to be submitted, as it stands at `now`."""

    due_at: datetime | None
    opened_at: datetime
    now: datetime

    @property
    def state(self) -> ClockState:
        if self.due_at is None:
            return ClockState.NOT_STARTED
        if self.now > self.due_at:
            return ClockState.OVERDUE
        return ClockState.AT_RISK if self.due_at - self.now < AT_RISK else ClockState.ON_TRACK

    @property
    def text(self) -> str:
        """Such as "17 h 20 min left" or "overdue by 5 h"."""
        if self.due_at is None:
            return "starts with the resolution"
        if self.state is ClockState.OVERDUE:
            return f"overdue by {show_duration(self.now - self.due_at)}"
        return f"{show_duration(self.due_at - self.now)} left"

    @property
    def percent(self) -> int:
        """How much of the 48 hours is used up, 0 to 100."""
        if self.due_at is None:
            return 0
        used = SUBMISSION_LIMIT - (self.due_at - self.now)
        return min(max(round(100 * used / SUBMISSION_LIMIT), 0), 100)

    @property
    def is_opened_late(self) -> bool:
        """Whether the document was opened when the deadline had already passed."""
        return self.due_at is not None and self.opened_at > self.due_at


def clock(*, resolved_at: datetime | None, opened_at: datetime, now: datetime) -> Clock:
    return Clock(resolved_at + SUBMISSION_LIMIT if resolved_at else None, opened_at, now)


def add_months(day: date, months: int) -> date:
    """Calendar arithmetic: 31 January and a month is the last day of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def follow_up_on(period: FollowUpPeriod, *, base: date) -> date:
    """The day of the check, counted from the post-mortem date."""
    if period is FollowUpPeriod.WEEK:
        return base + timedelta(weeks=1)
    return add_months(base, 1 if period is FollowUpPeriod.MONTH else 3)


def short_term_due(*, base: date, sprint_days: int) -> date:
    """The end of the sprint, counted from the post-mortem date."""
    return base + timedelta(days=sprint_days)


def long_term_due(*, base: date) -> date:
    """The last day of the quarter the post-mortem date lies in."""
    month = (base.month - 1) // 3 * 3 + 3
    return date(base.year, month, monthrange(base.year, month)[1])


def usual_due_dates(*, base: date | None, sprint_days: int) -> dict[ActionKind, date]:
    """When the actions that need a date usually fall due; none without a post-mortem date."""
    if base is None:
        return {}
    return {
        ActionKind.SHORT_TERM: short_term_due(base=base, sprint_days=sprint_days),
        ActionKind.LONG_TERM: long_term_due(base=base),
    }
