"""What Django and allauth mail themselves (a new password, an invitation) joins the outbox.

So a slow mail server never holds up a page, nor tells by its slowness which addresses are known.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import User
from notifications import outbox
from postmortems import clock


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("The outbox keeps no attachments.")
            for address in message.recipients():
                put(message, address)
        return len(email_messages)


def put(message: EmailMessage, address: str) -> None:
    """One mail to one address, whoever that belongs to."""
    person = User.objects.filter(email=User.objects.normalize_email(address)).first()
    outbox.put(
        to=person or address,
        subject=str(message.subject),
        text=str(message.body),
        html=html_of(message),
        headers=message.extra_headers,
        holds_secret=True,
        at=clock.now(),
    )


def html_of(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((str(each.content) for each in alternatives if each.mimetype == "text/html"), "")
