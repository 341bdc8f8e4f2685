"""The demo's clock is moved, and everything that would have happened meanwhile happens."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from notifications.digests import next_due_at
from notifications.sweep import Swept, sweep
from postmortems import clock

SPANS = {
    "hour": relativedelta(hours=1),
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}
NEXT = "next"
# A month has some hundred moments; a rule that names ever more of them is stopped here.
MOST_STOPS = 500


def goal_of(jump: str, *, now: datetime) -> datetime | None:
    """Where a jump leads; None where nothing will happen next.

    Raises KeyError for a jump there is not.
    """
    return next_due_at(now=now) if jump == NEXT else now + SPANS[jump]


def travel(to: datetime, *, now: datetime) -> Swept:
    """Send what is due already; then stop at each moment that something falls due.

    So each mail has its own time.

    What the last sweep did. Raises ValueError for a moment that has passed, RuntimeError outside
    the demo.
    """
    here, _ = _sweep_at(now, before=now)
    for _ in range(MOST_STOPS):
        stop = next_due_at(now=here)
        if stop is None or not here < stop < to:
            break
        here = _sweep_at(stop, before=here)[0]
    return _sweep_at(to, before=here)[1]


def _sweep_at(moment: datetime, *, before: datetime) -> tuple[datetime, Swept]:
    """What the clock is moved to, and the sweep that is due then."""
    clock.jump(max(moment - before, timedelta()))
    return moment, sweep(now=moment)
