"""Doubts about what was written: pure rules, each a sentence and the field it points at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postmortems.choices import Milestone
from postmortems.instants import show_instant

if TYPE_CHECKING:
    from postmortems.models import TimelineEvent


@dataclass(frozen=True)
class Doubt:
    """`target` is the write path's name of the field; an error blocks submission."""

    sentence: str
    target: str
    is_error: bool = False


# Each pair must not be the other way round (domain.md section 2); True where that is an error.
MILESTONE_ORDER = (
    (Milestone.IMPACT_STARTED, Milestone.FIRST_SIGNAL, True),
    (Milestone.FIRST_SIGNAL, Milestone.CONFIRMED, False),
    (Milestone.CONFIRMED, Milestone.DECLARED, False),
    (Milestone.DECLARED, Milestone.MITIGATION_ATTEMPTED, False),
    (Milestone.MITIGATION_ATTEMPTED, Milestone.MITIGATED, True),
    (Milestone.MITIGATED, Milestone.RESOLVED, True),
    (Milestone.RESOLVED, Milestone.ALL_CLEAR, True),
    (Milestone.FIRST_SIGNAL, Milestone.ROOT_CAUSE, False),
)


def time_target(event: "TimelineEvent") -> str:
    return f"row:timeline:{event.uid}:time"


def milestones_out_of_order(events: Iterable["TimelineEvent"]) -> Iterator[Doubt]:
    """A milestone that is earlier than one it must follow, its missing neighbours skipped over."""
    reached = {event.milestone: event for event in events if event.milestone and event.at}
    for earlier, later, is_error in _comparable(reached.keys()):
        first, second = reached[earlier], reached[later]
        if first.at and second.at and second.at < first.at:
            yield Doubt(
                f"“{later.label}” ({show_instant(second.at)}) is before "
                f"“{earlier.label}” ({show_instant(first.at)}).",
                time_target(second),
                is_error,
            )


def _comparable(present: Iterable[str]) -> Iterator[tuple[Milestone, Milestone, bool]]:
    """The pairs to compare; across a gap, an error if all the links between are errors."""
    there = set(present)
    chain = MILESTONE_ORDER[:-1]
    for begin in range(len(chain)):
        if chain[begin][0] not in there:
            continue
        for end in range(begin, len(chain)):
            if chain[end][1] in there:
                links = chain[begin : end + 1]
                yield chain[begin][0], chain[end][1], all(link[2] for link in links)
                break
    if {Milestone.FIRST_SIGNAL, Milestone.ROOT_CAUSE} <= there:
        yield MILESTONE_ORDER[-1]


def times_in_the_future(events: Iterable["TimelineEvent"], *, now: datetime) -> Iterator[Doubt]:
    for event in events:
        if event.at and event.at > now:
            yield Doubt(
                f"{show_instant(event.at)} UTC is in the future.", time_target(event), is_error=True
            )


def times_unread(events: Iterable["TimelineEvent"]) -> Iterator[Doubt]:
    for event in events:
        if event.time_problem:
            yield Doubt(event.time_problem, time_target(event), is_error=bool(event.milestone))


def doubts(events: Iterable["TimelineEvent"], *, now: datetime) -> list[Doubt]:
    """All doubts about the timeline, errors first."""
    rows = list(events)
    found = [
        *times_unread(rows),
        *milestones_out_of_order(rows),
        *times_in_the_future(rows, now=now),
    ]
    return sorted(found, key=lambda doubt: not doubt.is_error)
