"""How many mails a second one sweep hands over, beside what the mail server takes in bare.

`python -m bench.mail PORT` prints both rates, as JSON; a mail server listens at the port.
"""

import json
import smtplib
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.channels.email import message_of  # noqa: E402
from notifications.models import Email  # noqa: E402
from notifications.outbox import deliver_due, put  # noqa: E402

COUNT = 2_000
TEXT = "Three actions are overdue. The oldest was due on 20 Nov 2026.\n" * 20
LONG = timedelta(hours=1)


def main(port: str) -> None:
    settings.DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    _fill()
    built = [
        message_of(email).message().as_bytes().replace(b"\n", b"\r\n")
        for email in Email.objects.pending()
    ]
    rates = {
        "bare": COUNT / _seconds(lambda: _send_bare(built, int(port))),
        "swept": COUNT / _seconds(lambda: deliver_due(now=timezone.now(), budget=LONG)),
    }
    if Email.objects.pending().exists():
        raise SystemExit("The sweep left mails behind.")
    print(json.dumps(rates))  # noqa: T201


def _fill() -> None:
    """So many mails, of text and HTML, and no other."""
    Email.objects.pending().cancel()
    with transaction.atomic():
        for number in range(COUNT):
            put(
                to=f"owner{number}@example.com",
                subject=f"Three of your actions are overdue ({number})",
                text=TEXT,
                html=f"<html><body><p>{TEXT}</p></body></html>",
                at=timezone.now(),
            )


def _send_bare(messages: list[bytes], port: int) -> None:
    """What is left without a database and without building anything: one connection, no more."""
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for message in messages:
            connection.sendmail("afterword@localhost", ["owner@example.com"], message)


def _seconds(act: Callable[[], object]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


if __name__ == "__main__":
    main(sys.argv[1])
