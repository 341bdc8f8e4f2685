"""The outbox: mails that are to be handed to the mail server, and those that were."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

MOST_ATTEMPTS = 20


class EmailState(models.TextChoices):
    PENDING = "pending", "Pending"
    SENT = "sent", "Sent"
    DEAD = "dead", "Dead"
    CANCELLED = "cancelled", "Cancelled"


class Email(models.Model):
    """`message_id` is fixed when the mail is made: every attempt carries the same.

    `dedupe_key` is the hash of what the mail is made of, so that it is made once. The words of a
    mail that `holds_secret` (a link that signs in) are emptied once it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="emails"
    )
    to_address = models.EmailField()
    dedupe_key = models.CharField(max_length=64, unique=True)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    holds_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=EmailState, default=EmailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=EmailState.SENT, sent_at__isnull=False)
                | (~Q(state=EmailState.SENT) & Q(sent_at=None)),
                name="email_sent_with_at",
            ),
            models.CheckConstraint(condition=Q(state__in=EmailState.values), name="email_state"),
            models.CheckConstraint(condition=Q(attempts__lte=MOST_ATTEMPTS), name="email_attempts"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="pending"),
                name="email_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_address}"
