"""Run at every start: notices a database that was copied into the place of another."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications import restoration
from notifications.models import Control
from postmortems import clock


class Command(BaseCommand):
    help = "Pause sending where the database is not the one that ran here last."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if restoration.pause_if_moved(at=now) or restoration.pause_if_restored(at=now):
            reason = Control.current().paused_reason
            self.stderr.write(f"Sending is paused. {reason} docs/operations.md tells what to do.")
