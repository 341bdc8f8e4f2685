"""One sweep: plan what is owed, compose what is due, deliver what waits."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from notifications import clocks
from notifications.digests import compose_due
from notifications.models import Control, Heartbeat
from notifications.outbox import deliver_due
from notifications.outcomes import AttemptOutcome
from notifications.planning import plan_due
from notifications.restoration import pause_if_restored


@dataclass
class Swept:
    """What a sweep did; where sending is paused, only why."""

    paused: str = ""
    composed: int = 0
    delivered: Counter[AttemptOutcome] = field(default_factory=Counter)


def sweep(*, now: datetime) -> Swept:
    """Everything that is due at `now`, which in the demo may run ahead of the real time."""
    control = look_at_the_clocks()
    if control.sending_paused:
        return Swept(paused=control.paused_reason)
    swept = Swept()
    try:
        plan_due(now=now)
        swept.composed = compose_due(now=now)
    finally:
        # Whatever goes wrong with the notices, a link to a new password still goes out.
        swept.delivered = deliver_due(now=now, at=timezone.now())
    return swept


def look_at_the_clocks() -> Control:
    """Leave a heartbeat; pause the sending if the clocks, or the database, cannot be trusted."""
    pause_if_restored(at=timezone.now())
    control = Control.current()
    doubt = clocks.reason_for_doubt(last_sweep_at=Heartbeat.objects.last_beat(Heartbeat.SWEEP))
    Heartbeat.objects.beat(Heartbeat.SWEEP, at=timezone.now())
    if doubt:
        control.pause(doubt, at=timezone.now())
    return control
