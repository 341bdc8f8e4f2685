"""Dates of the past: when the milestones were reached, and the figures made from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from postmortems.choices import Milestone
from postmortems.instants import show_instant
from postmortems.spans import show_duration

if TYPE_CHECKING:
    from postmortems.models import TimelineEvent


@dataclass(frozen=True)
class Metric:
    """A span between two milestones (domain.md section 2)."""

    key: str
    label: str
    start: Milestone
    end: Milestone


DURATION = Metric(
    "time_to_resolve", "Time to resolve (TTR)", Milestone.IMPACT_STARTED, Milestone.RESOLVED
)
TIME_TO_DETECT = Metric(
    "time_to_detect", "Time to detect (TTD)", Milestone.IMPACT_STARTED, Milestone.FIRST_SIGNAL
)
METRICS = (
    TIME_TO_DETECT,
    Metric("time_to_confirm", "Time to confirm", Milestone.FIRST_SIGNAL, Milestone.CONFIRMED),
    Metric("time_to_declare", "Time to declare", Milestone.FIRST_SIGNAL, Milestone.DECLARED),
    Metric(
        "time_to_mitigate", "Time to mitigate (TTM)", Milestone.IMPACT_STARTED, Milestone.MITIGATED
    ),
    Metric(
        "time_to_root_cause",
        "Time to root cause",
        Milestone.FIRST_SIGNAL,
        Milestone.ROOT_CAUSE,
    ),
    DURATION,
)


@dataclass(frozen=True)
class Reached:
    """A milestone's instant, UTC; `is_about` when it is not exact."""

    at: datetime
    is_about: bool = False


@dataclass(frozen=True)
class Figure:
    """A metric of one incident with both its ends, or the reason why it cannot be computed."""

    metric: Metric
    start: Reached | None
    end: Reached | None

    @property
    def span(self) -> timedelta | None:
        if self.start is None or self.end is None or self.end.at < self.start.at:
            return None
        return self.end.at - self.start.at

    @property
    def text(self) -> str:
        """Such as "10 h 58 min", "about 2 h", or "" when it cannot be computed."""
        if self.span is None or self.start is None or self.end is None:
            return ""
        about = "about " if self.start.is_about or self.end.is_about else ""
        return about + show_duration(self.span)

    @property
    def ends(self) -> str:
        """Both ends in words."""
        if self.start is None or self.end is None:
            return ""
        start, end = self.metric.start.label.lower(), self.metric.end.label.lower()
        return (
            f"from {start} {show_instant(self.start.at)} to {end} {show_instant(self.end.at)} UTC"
        )

    @property
    def reason(self) -> str:
        """Why there is no figure; "" when there is one."""
        missing = [
            milestone.label
            for milestone, reached in (
                (self.metric.start, self.start),
                (self.metric.end, self.end),
            )
            if reached is None
        ]
        if missing:
            return f"“{'” and “'.join(missing)}” {'has' if len(missing) == 1 else 'have'} no time"
        if self.span is None:
            return f"“{self.metric.end.label}” is before “{self.metric.start.label}”"
        return ""


def reached(events: Iterable["TimelineEvent"]) -> dict[Milestone, Reached]:
    """The milestones of the timeline that have a readable time."""
    return {
        Milestone(event.milestone): Reached(event.at, event.is_about)
        for event in events
        if event.milestone and event.at is not None
    }


def figure(metric: Metric, instants: Mapping[Milestone, Reached]) -> Figure:
    return Figure(metric, instants.get(metric.start), instants.get(metric.end))


def figures(instants: Mapping[Milestone, Reached]) -> dict[str, Figure]:
    """Every metric by its key."""
    return {metric.key: figure(metric, instants) for metric in METRICS}
