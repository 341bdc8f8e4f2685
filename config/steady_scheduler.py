"""A beat that goes on ticking when the clock is set back."""

from datetime import datetime, timedelta
from typing import Any

from celery.beat import Scheduler


class SteadyScheduler(Scheduler):  # type: ignore[misc]
    """Keeps no file: a schedule that a restart found in the future would be silent until then."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """The seconds until the next tick; an entry last run in the future has just run."""
        for entry in self.schedule.values():
            now: datetime = entry.default_now()
            if entry.last_run_at > now + timedelta(seconds=1):
                entry.last_run_at = now
                # The heap holds the old times, and is asked first.
                self._heap = None
        return super().tick(*args, **kwargs)
