"""The follow-up checks as pages show them: what is to come, what was answered, what stands open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from postmortems.choices import FollowUpPeriod, Status
from postmortems.deadlines import due_words, follow_up_on, local_day
from postmortems.models import Check, Postmortem
from postmortems.models.check import base_of
from postmortems.models.closing import reasons_against_closing
from postmortems.reasons import Reason
from postmortems.workflow import may


@dataclass
class Period:
    """One row of the schedule; `day` is expected where no check is planned yet."""

    day: date | None = None
    open: Check | None = None
    answered: list[Check] = field(default_factory=list)


def schedule(postmortem: Postmortem) -> dict[str, Period]:
    """The three periods with their checks, in one query."""
    base = base_of(postmortem, signed_at=None)
    days = {each: follow_up_on(each, base=base) if base else None for each in FollowUpPeriod}
    periods = {period.value: Period(days[period]) for period in FollowUpPeriod}
    for check in postmortem.checks.select_related("answered_by"):
        period = periods[check.period]
        if check.is_answered:
            period.answered.append(check)
        else:
            period.open = check
        period.day = check.planned_on
    return periods


@dataclass(frozen=True)
class CheckLine:
    """A check that nobody has answered yet."""

    check: Check
    when: str
    css: str

    @classmethod
    def of(cls, check: Check, *, on: date) -> "CheckLine":
        days = (check.planned_on - on).days
        css = "bad" if days < 0 else "warn" if days == 0 else ""
        return cls(check, due_words(check.planned_on, on=on), css)


class ChecksPage:
    """All checks of a post-mortem, the next one first, for the person who looks at them."""

    def __init__(self, postmortem: Postmortem, *, user: User, now: datetime) -> None:
        self.postmortem = postmortem
        self.on = local_day(now, postmortem.team.time_zone)
        self.may_answer = may("close", postmortem, user)

    @cached_property
    def periods(self) -> dict[str, Period]:
        return schedule(self.postmortem)

    @property
    def expected(self) -> list[tuple[FollowUpPeriod, date | None]]:
        """Before the sign-off: what will be asked, and when if the day is known."""
        return [(FollowUpPeriod(key), each.day) for key, each in self.periods.items()]

    @property
    def to_come(self) -> list[CheckLine]:
        checks = [each.open for each in self.periods.values() if each.open]
        ordered = sorted(checks, key=lambda check: check.planned_on)
        return [CheckLine.of(check, on=self.on) for check in ordered]

    @property
    def answered(self) -> list[Check]:
        """The latest answer first."""
        checks = [check for each in self.periods.values() for check in each.answered]
        return sorted(checks, key=lambda check: (check.answered_at, check.pk), reverse=True)


@dataclass(frozen=True)
class Obstacle:
    """A reason with the address of what it points at."""

    sentence: str
    address: str


def obstacles(reasons: Iterable[Reason], postmortem: Postmortem) -> list[Obstacle]:
    return [Obstacle(reason.sentence, _address(reason.target, postmortem)) for reason in reasons]


def _address(target: str, postmortem: Postmortem) -> str:
    match target.split(":"):
        case ["check", number]:
            return reverse("postmortems:check", args=[postmortem.incident_id, int(number)])
        case ["row", _, uid, _]:
            return f"{postmortem.get_absolute_url()}#row-{uid}"
    return ""


def against_closing(postmortem: Postmortem) -> list[Obstacle]:
    """What stands against closing a post-mortem that is signed off."""
    if postmortem.status != Status.SIGNED_OFF:
        return []
    return obstacles(reasons_against_closing(postmortem), postmortem)
