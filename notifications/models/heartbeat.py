"""When each part of the machinery last did its work."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str, *, at: datetime) -> None:
        self.update_or_create(name=name, defaults={"at": at})

    def last_beat(self, name: str) -> datetime | None:
        """When `name` last beat."""
        return self.filter(name=name).values_list("at", flat=True).first()


class Heartbeat(models.Model):
    """`at` is the real time, also in the demo: heartbeats are compared with each other.

    `SWEEP` tells whether worker, beat, broker and database work together.
    """

    SWEEP = "sweep"
    # Three ticks: one may be lost, and one be slow.
    LATE_AFTER = timedelta(seconds=180)

    name = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()

    objects: ClassVar[HeartbeatQuerySet] = HeartbeatQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"

    def age(self, now: datetime) -> timedelta:
        return now - self.at

    def is_late(self, now: datetime) -> bool:
        """A beat of the future counts as late too: one of the two clocks is wrong."""
        return abs(self.age(now)) > self.LATE_AFTER
