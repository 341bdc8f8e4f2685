"""Lets mail go out again."""

from typing import Any

from django.core.management.base import BaseCommand

from notifications.models import Control


class Command(BaseCommand):
    help = "End the pause of sending, whatever its reason was."

    def handle(self, *args: Any, **options: Any) -> None:
        control = Control.current()
        if not control.sending_paused:
            self.stdout.write("Sending is not paused.")
            return
        reason = control.paused_reason
        control.resume()
        self.stdout.write(f"Sending goes on. It was paused because: {reason}")
