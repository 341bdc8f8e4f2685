"""Hands a mail of the outbox to the mail server, and understands what it answers.

The server is whatever Django backend `settings.DELIVERY` names: SMTP, or the demo's mailbox.
"""

import smtplib
from email.headerregistry import Address
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.models import Email
from notifications.outcomes import Answer, AttemptOutcome

PERMANENT = 500
OK = 250


class Courier:
    """Keeps one connection for a batch of mails; opens another after whatever went wrong."""

    def __init__(self) -> None:
        self.connection = get_connection(settings.DELIVERY)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def hand_over(self, email: Email) -> Answer:
        """Never raises for what a mail or a mail server may do wrong."""
        try:
            self.connection.open()
        except OSError as problem:
            return self._hang_up(Answer(AttemptOutcome.DEFERRED, code_of(problem), words(problem)))
        try:
            self.connection.send_messages([message_of(email)])
        except OSError as problem:
            return self._hang_up(answer_to(problem))
        except ValueError as problem:
            # The message cannot be built, and never could be.
            return self._hang_up(Answer(AttemptOutcome.REFUSED, None, words(problem)))
        return Answer(AttemptOutcome.ACCEPTED, OK)

    def _hang_up(self, answer: Answer) -> Answer:
        self.connection.close()
        self.connection = get_connection(settings.DELIVERY)
        return answer


def message_of(email: Email) -> EmailMultiAlternatives:
    """The mail as it leaves: one recipient, one Message-ID, the same at every attempt.

    Raises ValueError for what would break out of a header.
    """
    message = EmailMultiAlternatives(
        email.subject, lined(email.text), settings.DEFAULT_FROM_EMAIL, [recipient_of(email)]
    )
    message.extra_headers = {
        "Message-ID": email.message_id,
        "Date": format_datetime(email.created_at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        **email.headers,
    }
    if email.html:
        message.attach_alternative(lined(email.html), "text/html")
    return message


def lined(words: str) -> str:
    """Every character that Python takes for the end of a line as the one that mail servers do.

    Else Django, which looks for lines that are too long for them, would count other lines.
    """
    return "\n".join(words.splitlines())


def recipient_of(email: Email) -> str:
    """Name and address, with whatever stands in the name quoted: it is never a second address."""
    name = " ".join(str(email.to_user).split()) if email.to_user else ""
    return str(Address(display_name=name, addr_spec=email.to_address))


def answer_to(problem: OSError) -> Answer:
    """What an exception of smtplib (each is an OSError) says about the mail.

    A refused sender is our own fault, which an operator can mend: the mail waits.
    """
    code = code_of(problem)
    if code is None:
        return Answer(AttemptOutcome.UNKNOWN, None, words(problem))
    is_final = code >= PERMANENT and not isinstance(problem, smtplib.SMTPSenderRefused)
    outcome = AttemptOutcome.REFUSED if is_final else AttemptOutcome.DEFERRED
    return Answer(outcome, code, words(problem))


def code_of(problem: OSError) -> int | None:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return next(int(code) for code, _ in problem.recipients.values())
    return int(problem.smtp_code) if isinstance(problem, smtplib.SMTPResponseException) else None


def words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return next(_decoded(said) for _, said in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return _decoded(problem.smtp_error)
    return str(problem) or type(problem).__name__


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
