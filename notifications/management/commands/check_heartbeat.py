"""For a worker's health check: ends with 1 where the sweep is late."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.models import Heartbeat


class Command(BaseCommand):
    help = "Say how long ago the last sweep was; fails where that is longer than three minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        beat = Heartbeat.objects.filter(name=Heartbeat.SWEEP).first()
        if beat is None:
            raise CommandError("There was no sweep yet.")
        seconds = round(beat.age(timezone.now()).total_seconds())
        if beat.is_late(timezone.now()):
            raise CommandError(f"The last sweep was {seconds} s ago.")
        self.stdout.write(f"The last sweep was {seconds} s ago.")
