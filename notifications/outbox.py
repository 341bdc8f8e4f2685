"""The outbox: a mail is put into it once, and handed to the mail server at least once.

Claim some mails under a lease, and for each: begin, send, settle. Begin and settle are short
transactions fenced by the lease's token; no transaction is open while the mail server is spoken to.
"""

import logging
import os
import socket
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from notifications.channels.email import Courier
from notifications.dead_letters import tell_of_dead
from notifications.models import Email
from notifications.models.email import MOST_ATTEMPTS, EmailState
from notifications.outcomes import Answer, AttemptOutcome

logger = logging.getLogger("afterword.mail")

BATCH = 20
BUDGET = timedelta(seconds=20)
LONGEST_SUBJECT = 250
# Said by the mail itself, each once.
OURS = {"to", "cc", "bcc", "from", "sender", "reply-to", "subject", "date", "message-id"}


def put(  # noqa: PLR0913  the parts of a mail
    *,
    to: User | str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    holds_secret: bool = False,
    key: str = "",
    at: datetime,
) -> Email:
    """Put a mail into the outbox, to be sent from `at` on. With a `key`, once for that key.

    Raises ValidationError for what is no address, ValueError for a header that is not its own.
    """
    address = to.email if isinstance(to, User) else to
    validate_email(address)
    refuse_headers(headers or {})
    number = uuid.uuid4()
    made, _ = Email.objects.get_or_create(
        dedupe_key=sha256((key or str(number)).encode()).hexdigest(),
        defaults={
            "id": number,
            "to_user": to if isinstance(to, User) else None,
            "to_address": address,
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "holds_secret": holds_secret,
            "message_id": f"<pm.{number}@{settings.MAIL_DOMAIN}>",
            "created_at": at,
            "next_attempt_at": at,
        },
    )
    return made


def refuse_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if name.lower() in OURS:
            raise ValueError(f"{name} is not for a caller to set.")
        if {"\r", "\n"} & set(f"{name}{value}"):
            raise ValueError(f"{name} must be one line.")


class Watch:
    """Runs on from `now`: leases need the real time that passes while mails are sent."""

    def __init__(self, now: datetime, at: datetime) -> None:
        self.started_at, self.real, self.started = now, at, time.monotonic()

    @property
    def spent(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.started)

    @property
    def now(self) -> datetime:
        return self.started_at + self.spent

    @property
    def at(self) -> datetime:
        """The real time, which leases run by."""
        return self.real + self.spent


def deliver_due(
    *,
    now: datetime,
    at: datetime | None = None,
    lease: timedelta | None = None,
    batch: int = BATCH,
    budget: timedelta = BUDGET,
) -> Counter[AttemptOutcome]:
    """Hand over what is due until nothing is, or the budget is used; what came of it, counted.

    A mail that was claimed and not begun waits for its lease to lapse. `at` is the real time where
    `now` is the demo's.
    """
    lease = lease or settings.MAIL_LEASE
    watch, outcomes = Watch(now, at or now), Counter[AttemptOutcome]()
    while watch.spent < budget and (
        claimed := Email.objects.claim(now=watch.now, at=watch.at, lease=lease, most=batch)
    ):
        with Courier() as courier:
            for email in claimed:
                if watch.spent >= budget:
                    break
                if outcome := deliver(email, courier, watch=watch, lease=lease):
                    outcomes[outcome] += 1
    return outcomes


def deliver(
    email: Email, courier: Courier, *, watch: Watch, lease: timedelta
) -> AttemptOutcome | None:
    """One attempt at one mail; None if it is no longer ours to send."""
    if email.attempts >= MOST_ATTEMPTS:
        # Its workers died each time, before they could say why.
        answer = Answer(AttemptOutcome.REFUSED, None, "Every attempt was cut short.")
    elif email.begin(now=watch.now, at=watch.at, lease=lease, worker=worker_name()):
        answer = courier.hand_over(email)
    else:
        return None
    with transaction.atomic():
        if email.settle(answer, now=watch.now) and email.state == EmailState.DEAD:
            tell_of_dead(email, at=watch.now)
    log(email, answer)
    return answer.outcome


def log(email: Email, answer: Answer) -> None:
    """Which mail, how often, what came of it; the recipient is written as a hash."""
    facts = {
        "email": str(email.pk),
        "recipient": email.to_address,
        "attempt": email.attempts,
        "outcome": str(answer.outcome),
        "smtp_code": answer.code,
    }
    level = logging.INFO if answer.outcome == AttemptOutcome.ACCEPTED else logging.WARNING
    logger.log(level, "Mail handed over", extra=facts)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
