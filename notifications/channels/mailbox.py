"""A mail server that only keeps: the demo's mails arrive on its own page."""

from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import MailboxMail


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """A message that arrives twice is kept once, as most mail programs do."""
        for message in email_messages:
            built: Any = message.message()
            MailboxMail.objects.get_or_create(
                message_id=str(built["Message-ID"]),
                defaults={
                    "to": ", ".join(message.to),
                    "subject": str(message.subject),
                    "arrived_at": parsedate_to_datetime(str(built["Date"])),
                    "raw": built.as_bytes(linesep="\r\n"),
                },
            )
        return len(email_messages)
