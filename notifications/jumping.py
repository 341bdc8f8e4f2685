"""The demo's clock is moved, and everything that would have happened meanwhile happens."""

import time
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from notifications.digests import next_due_at
from notifications.models import Email
from notifications.sweep import Swept, sweep
from postmortems import clock

SPANS = {
    "hour": relativedelta(hours=1),
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}
NEXT = "next"
HOUR = timedelta(hours=1)
# A month has some hundred moments; a rule that names ever more of them is stopped here.
MOST_STOPS = 500
PATIENCE, PAUSE = 5, 0.2


def jump_ahead(jump: str, *, now: datetime) -> Swept | None:
    """Jump by a span, or to what goes out next; None where nothing will.

    What is due already is sent first; if anything is, that came next. Raises KeyError for a jump
    there is not.
    """
    swept = sweep(now=now)
    if jump == NEXT and swept.delivered:
        return swept
    goal = next_stop(now=now) if jump == NEXT else now + SPANS[jump]
    return travel(goal, now=now) if goal else None


def next_stop(*, now: datetime) -> datetime | None:
    """The next moment that something goes out; what is held back now may in an hour."""
    moment = next_due_at(now=now)
    return now + HOUR if moment and moment <= now else moment


def travel(to: datetime, *, now: datetime) -> Swept:
    """Send what is due already; then stop at each moment that something falls due.

    So each mail has its own time.

    What the last sweep did. Raises ValueError for a moment that has passed, RuntimeError outside
    the demo.
    """
    here, _ = _sweep_at(now, before=now)
    for _ in range(MOST_STOPS):
        stop = next_stop(now=here)
        if stop is None or stop >= to:
            break
        here = _sweep_at(stop, before=here)[0]
    return _sweep_at(to, before=here)[1]


def _sweep_at(moment: datetime, *, before: datetime) -> tuple[datetime, Swept]:
    """What the clock is moved to, and the sweep that is due then.

    The worker ticks beside us: what it has in its hands is waited for, so that it goes out at this
    moment and not at the next.
    """
    clock.jump(max(moment - before, timedelta()))
    swept = sweep(now=moment)
    for _ in range(PATIENCE):
        following = next_due_at(now=moment)
        is_held = following is not None and following <= moment
        if (
            not is_held
            and not Email.objects.pending().filter(lease_until__gt=timezone.now()).exists()
        ):
            break
        time.sleep(PAUSE)
        sweep(now=moment)
    return moment, swept
