"""One sweep by hand, as the worker does it every minute."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from notifications.digests import compose_due
from notifications.jumping import travel
from notifications.models import Email
from notifications.planning import plan_due
from notifications.sweep import Swept, sweep
from postmortems import clock


def instant(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ArgumentTypeError(f"{words} is no instant; write 2026-12-01T09:00Z")
    return at


class Command(BaseCommand):
    help = "Plan, compose and send what is due, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--now",
            type=instant,
            metavar="INSTANT",
            help="as if it were that time; the demo's clock moves there with it",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what is due, send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now, asked = clock.now(), options["now"]
        if options["dry_run"]:
            self._tell(now=asked or now)
        elif asked is None:
            self._say(sweep(now=now), is_quiet=not options["verbosity"])
        elif not settings.DEMO:
            raise CommandError("A mail sent early cannot be taken back: --now needs --dry-run.")
        elif asked < now:
            raise CommandError(
                f"The demo's clock only moves ahead, and it is {now:%Y-%m-%dT%H:%MZ}."
            )
        else:
            self._say(travel(asked, now=now), is_quiet=not options["verbosity"])

    def _tell(self, *, now: datetime) -> None:
        """Plan and compose, list what would leave, and take it all back."""
        with transaction.atomic():
            plan_due(now=now)
            compose_due(now=now)
            for email in Email.objects.due(now=now):
                self.stdout.write(f"{email.to_address}: {email.subject}")
            transaction.set_rollback(True)

    def _say(self, swept: Swept, *, is_quiet: bool) -> None:
        if swept.paused:
            raise CommandError(f"Sending is paused. {swept.paused}")
        outcomes = ", ".join(f"{count} {name}" for name, count in swept.delivered.items())
        if not is_quiet:
            self.stdout.write(f"{swept.composed} composed; {outcomes or 'nothing to send'}.")
