"""The demo's clock is moved, and everything that would have happened meanwhile happens."""

import time
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
HELD_BACK = timedelta(minutes=5)
TRIES, PAUSE = 3, 0.1


def goal_of(jump: str, *, now: datetime) -> datetime | None:
    """Where a jump leads; None where nothing will happen next.

    Raises KeyError for a jump there is not.
    """
    return next_due_at(now=now) if jump == NEXT else now + SPANS[jump]


def travel(to: datetime, *, now: datetime) -> Swept:
    """Send what is due already; then stop at each moment that something falls due.

    So each mail has its own time. What the last sweep did. Raises ValueError for a moment that has
    passed, RuntimeError outside the demo.
    """
    here = now
    for _ in range(MOST_STOPS):
        _sweep_at(here)
        stop = next_due_at(now=here)
        if stop is None:
            break
        # What is due still is held back: too many mails within the hour.
        stop = max(stop, here + HELD_BACK) if stop <= here else stop
        if stop >= to:
            break
        clock.jump(stop - here)
        here = stop
    clock.jump(max(to - here, timedelta()))
    return _sweep_at(to)


def _sweep_at(moment: datetime) -> Swept:
    """Once more where a worker had its hands on a mail that is due at this moment."""
    for _ in range(TRIES):
        swept = sweep(now=moment)
        following = next_due_at(now=moment)
        if following is None or following > moment:
            break
        time.sleep(PAUSE)
    return swept
