"""What follows from what was written: parsed times, the resolution."""

from typing import Any

from postmortems.choices import Milestone
from postmortems.document import TABLES
from postmortems.editing.workbench import Workbench
from postmortems.instants import resolve_column


def read_times(bench: Workbench) -> None:
    """Read the timeline's times again: one that names no day takes it from the row above."""
    table = TABLES["timeline"]
    events: list[Any] = [row for row in bench.rows(table) if not row.is_deleted]
    day = bench.postmortem.opened_at.date()
    readings = resolve_column([event.time for event in events], day=day)
    for event, reading in zip(events, readings, strict=True):
        fresh = (reading.at, reading.is_about, reading.problem)
        if (event.at, event.is_about, event.time_problem) != fresh:
            event.at, event.is_about, event.time_problem = fresh
            bench.touch(event, "at", "is_about", "time_problem")
    resolved = [event.at for event in events if event.milestone == Milestone.RESOLVED]
    bench.postmortem.resolved_at = resolved[0] if resolved else None
    bench.touch(bench.postmortem, "resolved_at")
