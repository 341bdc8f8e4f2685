"""Dates of the future: the 48-hour deadline, due dates, the follow-up checks."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postmortems.choices import ActionKind, FollowUpPeriod
from postmortems.spans import show_days, show_duration

if TYPE_CHECKING:
    from postmortems.models import Postmortem

SUBMISSION_LIMIT = timedelta(hours=48)
AT_RISK = SUBMISSION_LIMIT / 4
CHECK_TIME = time(9)


class ClockState(Enum):
    NOT_STARTED = "not started"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met late"
    WAIVED = "waived"


@dataclass(frozen=True)
class Clock:
    """One promise of the 48 hours as it stands at `now`; `met_at` is when it was kept."""

    due_at: datetime | None
    opened_at: datetime
    now: datetime
    met_at: datetime | None = None
    is_waived: bool = False

    @property
    def state(self) -> ClockState:
        if self.met_at:
            is_late = self.due_at is not None and self.met_at > self.due_at
            return ClockState.MET_LATE if is_late else ClockState.MET
        if self.is_waived:
            return ClockState.WAIVED
        if self.due_at is None:
            return ClockState.NOT_STARTED
        if self.now > self.due_at:
            return ClockState.OVERDUE
        return ClockState.AT_RISK if self.due_at - self.now < AT_RISK else ClockState.ON_TRACK

    @property
    def is_running(self) -> bool:
        """Whether it still asks something of somebody."""
        return self.state in {ClockState.ON_TRACK, ClockState.AT_RISK, ClockState.OVERDUE}

    @property
    def text(self) -> str:
        """Such as "17 h 20 min left", "overdue by 5 h", "met in 31 h"."""
        if self.met_at:
            return self._met(self.met_at)
        if self.is_waived:
            return "waived"
        if self.due_at is None:
            return "starts with the resolution"
        if self.state is ClockState.OVERDUE:
            return f"overdue by {show_duration(self.now - self.due_at)}"
        return f"{show_duration(self.due_at - self.now)} left"

    def _met(self, at: datetime) -> str:
        if self.due_at is None or at < self.due_at - SUBMISSION_LIMIT:
            return "met before the resolution"
        spent = f"met in {show_duration(at - self.due_at + SUBMISSION_LIMIT)}"
        return f"{spent}, {show_duration(at - self.due_at)} late" if at > self.due_at else spent

    @property
    def percent(self) -> int:
        """How much of the 48 hours is used up, 0 to 100."""
        if self.due_at is None:
            return 0
        used = SUBMISSION_LIMIT - (self.due_at - (self.met_at or self.now))
        return min(max(round(100 * used / SUBMISSION_LIMIT), 0), 100)

    @property
    def is_opened_late(self) -> bool:
        """Whether the document was opened when the deadline had already passed."""
        return self.due_at is not None and self.opened_at > self.due_at


def submission_due_at(postmortem: "Postmortem") -> datetime | None:
    """48 hours after the resolution; None while nothing is resolved."""
    resolved = postmortem.resolved_at
    return resolved + SUBMISSION_LIMIT if resolved else None


def submission_clock(postmortem: "Postmortem", *, now: datetime) -> Clock:
    """The promise to submit it for review within 48 hours."""
    return _clock(postmortem, postmortem.submitted_at, now=now)


def meeting_clock(postmortem: "Postmortem", *, now: datetime) -> Clock:
    """The promise to schedule the review meeting within 48 hours."""
    return _clock(postmortem, postmortem.scheduled_at, now=now)


def _clock(postmortem: "Postmortem", met_at: datetime | None, *, now: datetime) -> Clock:
    due_at = submission_due_at(postmortem)
    return Clock(due_at, postmortem.opened_at, now, met_at, postmortem.waived_at is not None)


def add_months(day: date, months: int) -> date:
    """Calendar arithmetic: 31 January and a month is the last day of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_moment(day: date, clock: time, time_zone: str) -> datetime:
    """When the clocks of the zone show that time of the day, UTC.

    A time that they leap over is as much later as they leap: 02:30 is 03:30. Of one that they show
    twice it is the first.
    """
    return datetime.combine(day, clock.replace(fold=0), tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def local_day(at: datetime, time_zone: str) -> date:
    """The day it is in the zone at that moment."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def follow_up_base(
    *,
    meeting_on: date | None,
    meeting_at: datetime | None,
    signed_at: datetime | None,
    time_zone: str,
) -> date | None:
    """The day that the checks are counted from, in the team's time zone.

    It is the post-mortem date, which has a moment where a time was written too; else the day of
    the last signature.
    """
    moment = meeting_at or (None if meeting_on else signed_at)
    return local_day(moment, time_zone) if moment else meeting_on


def follow_up_on(period: FollowUpPeriod, *, base: date) -> date:
    """The day of the check, always counted from the base: a quarter is not three times a month."""
    if period is FollowUpPeriod.WEEK:
        return base + timedelta(weeks=1)
    return add_months(base, 1 if period is FollowUpPeriod.MONTH else 3)


def follow_up_at(period: FollowUpPeriod, *, base: date, time_zone: str) -> datetime:
    """The moment of the check: nine in the morning of the team."""
    return local_moment(follow_up_on(period, base=base), CHECK_TIME, time_zone)


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


def due_words(due: date | None, *, on: date) -> str:
    """Such as "3 days late", "due today", "due in 3 days", "no date"."""
    if due is None:
        return "no date"
    days = (due - on).days
    if days == 0:
        return "due today"
    if days < 0:
        return f"{show_days(-days)} late"
    return "due tomorrow" if days == 1 else f"due in {show_days(days)}"
