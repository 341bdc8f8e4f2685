"""The strip above the timeline: how long undetected, responding, mitigated."""

from dataclasses import dataclass, replace
from itertools import pairwise

from postmortems.milestones import Figure, Reached
from postmortems.spans import show_duration

WIDTH = 760
GAP = 2
LEAST = 14
LETTER = 6.5
TIME = 44


@dataclass(frozen=True)
class Phase:
    """A stretch of the strip, in its own units (`WIDTH` in all)."""

    css: str
    words: str
    x: int
    width: int
    starts: str
    has_room: bool = True  # for its words above it; else they are said below the strip
    has_room_for_time: bool = True  # for its start below it, beside those of the others

    @property
    def label_x(self) -> int:
        return self.x + self.width if self.is_last else self.x

    @property
    def is_last(self) -> bool:
        return self.x + self.width >= WIDTH

    @property
    def label_starts(self) -> float:
        return WIDTH - self.label_width if self.is_last else self.x

    @property
    def label_width(self) -> float:
        return (len(self.words) + 1) * LETTER


@dataclass(frozen=True)
class Strip:
    phases: list[Phase]
    ends: str
    summary: str

    @property
    def is_cramped(self) -> bool:
        return not all(phase.has_room for phase in self.phases)


def strip(figures: dict[str, Figure]) -> Strip | None:
    """The phases between those of start, detection, mitigation and resolution that are known.

    None when fewer than two of them are, or when they are not in order.
    """
    points = _points(figures)
    instants = [point.at for _, point in points]
    if not points[1:] or instants != sorted(instants) or instants[0] == instants[-1]:
        return None
    total = (instants[-1] - instants[0]).total_seconds()
    names = {"start": "undetected", "detected": "responding", "mitigated": "mitigated"}
    phases, x = [], 0
    for (name, begin), (_, end) in pairwise(points):
        share = (end.at - begin.at).total_seconds() / total
        width = max(round(WIDTH * share) - GAP, LEAST)
        words = f"{names[name]} {show_duration(end.at - begin.at)}"
        phases.append(Phase(names[name], words, x, width, f"{begin.at:%H:%M}"))
        x += width + GAP
    phases = _fitted(phases)
    return Strip(phases, f"{instants[-1]:%H:%M}", ", ".join(phase.words for phase in phases))


def _points(figures: dict[str, Figure]) -> list[tuple[str, Reached]]:
    known = {
        "start": figures["time_to_detect"].start,
        "detected": figures["time_to_detect"].end,
        "mitigated": figures["time_to_mitigate"].end,
        "resolved": figures["time_to_resolve"].end,
    }
    return [(name, point) for name, point in known.items() if point]


def _fitted(phases: list[Phase]) -> list[Phase]:
    """Scaled so that the strip is exactly as wide as it is; words that would overlap left out."""
    last = phases[-1]
    factor = WIDTH / (last.x + last.width)
    fitted = []
    for phase in phases:
        x = round(phase.x * factor)
        width = WIDTH - x if phase is last else round(phase.width * factor)
        fitted.append(replace(phase, x=x, width=width))
    rooms = [later.label_starts for later in fitted[1:]] + [WIDTH]
    return _with_times(
        [
            replace(phase, has_room=phase.label_starts + phase.label_width <= room)
            for phase, room in zip(fitted, rooms, strict=True)
        ]
    )


def _with_times(phases: list[Phase]) -> list[Phase]:
    """A start is shown where the one before it and the end of it all leave room."""
    shown, free = [], 0
    for phase in phases:
        has_room = free <= phase.x <= WIDTH - 2 * TIME
        free = phase.x + TIME if has_room else free
        shown.append(replace(phase, has_room_for_time=has_room))
    return shown
