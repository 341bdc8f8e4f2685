"""Takes apart a mail that arrived in the demo's mailbox."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from notifications.models import MailboxMail


def read(mail: MailboxMail) -> EmailMessage:
    return message_from_bytes(bytes(mail.raw), policy=default)


def text_of(message: EmailMessage) -> str:
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    """Empty for a mail of text alone."""
    return _part(message, "html")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
