"""When each part of the machinery last did its work."""

from datetime import datetime, timedelta

from django.db import models


class Heartbeat(models.Model):
    """`SWEEP` is the one that tells whether worker, beat, broker and database work together."""

    SWEEP = "sweep"
    # Three ticks: one may be lost, and one be slow.
    LATE_AFTER = timedelta(seconds=180)

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"

    def age(self, now: datetime) -> timedelta:
        return now - self.at

    def is_late(self, now: datetime) -> bool:
        """A beat of the future counts as late too: one of the two clocks is wrong."""
        return abs(self.age(now)) > self.LATE_AFTER
