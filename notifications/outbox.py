"""The outbox: a mail is put into it once, and handed to the mail server at least once."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from accounts.models import User
from notifications.models import Email


def put(  # noqa: PLR0913  the parts of a mail
    *,
    to: User,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    holds_secret: bool = False,
    key: str,
    at: datetime,
) -> Email:
    """Put a mail into the outbox, to be sent from `at` on; once for that key."""
    number = uuid.uuid4()
    domain = getattr(settings, "MAIL_DOMAIN", "localhost")
    made, _ = Email.objects.get_or_create(
        dedupe_key=sha256(key.encode()).hexdigest(),
        defaults={
            "id": number,
            "to_user": to,
            "to_address": to.email,
            "subject": subject,
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "holds_secret": holds_secret,
            "message_id": f"<pm.{number}@{domain}>",
            "created_at": at,
            "next_attempt_at": at,
        },
    )
    return made
