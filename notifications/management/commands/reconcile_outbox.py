"""After a restore: takes as sent what went out before."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.dateparse import parse_datetime

from notifications import restoration
from postmortems import clock


def instant(text: str) -> datetime:
    """A moment that says its zone."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ArgumentTypeError(f"{text} is not a moment with its zone; write 2026-11-24T14:05Z")
    return found


class Command(BaseCommand):
    help = "Take mails that waited, and notices that were due, before INSTANT as sent already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sent-before", type=instant, required=True, metavar="INSTANT")
        parser.add_argument("--apply", action="store_true", help="without it, only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        before: datetime = options["sent_before"]
        if not options["apply"]:
            mails, notices = restoration.presumably_sent(before)
            self.stdout.write(f"{mails} mails and {notices} notices would be settled (--apply).")
            return
        mails, notices = restoration.settle(before, at=clock.now())
        self.stdout.write(f"Settled {mails} mails and {notices} notices: they will not be sent.")
