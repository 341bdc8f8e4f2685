"""What is owed, to whom, and when: a row a notice, whatever becomes of it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from notifications.models.email import Email
from postmortems.models import Postmortem


class NoticeState(models.TextChoices):
    PENDING = "pending", "Pending"
    COMPOSED = "composed", "Composed"  # it stands in an e-mail
    SHOWN = "shown", "Shown"  # in the inbox only: the person wants no mail of this kind
    CANCELLED = "cancelled", "Cancelled"  # no longer true; revived when it is true again
    STALE = "stale", "Stale"  # too old for a mail; a digest lists it


TOLD = (NoticeState.COMPOSED, NoticeState.SHOWN, NoticeState.STALE)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def told(self) -> Self:
        """What has reached the person: by mail, or in the inbox."""
        return self.filter(state__in=TOLD)

    def unread(self) -> Self:
        return self.told().filter(read_at=None)


class Notice(models.Model):
    """`subject` names what it is about ("postmortem:<id>", "action:<uid>", "check:<id>", "week").

    `due_at` is when it is owed; quiet hours may hold its mail longer. `facts` holds what an event
    said (a comment, a reason); what can be asked of the document is asked when the mail is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    postmortem = models.ForeignKey(Postmortem, models.PROTECT, null=True, related_name="notices")
    subject = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=NoticeState, default=NoticeState.PENDING)
    email = models.ForeignKey(Email, models.PROTECT, null=True, related_name="notices")
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "recipient", "due_at"], name="notice_once"
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.COMPOSED, email__isnull=False)
                | (~Q(state=NoticeState.COMPOSED) & Q(email=None)),
                name="notice_composed_with_email",
            ),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="notice_pending"),
            models.Index(fields=["recipient", "-due_at"], name="notice_of_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"

    @property
    def words(self) -> str:
        """What it said, in one line."""
        return str(self.facts.get("words", ""))

    @property
    def page(self) -> str:
        """Where it leads; empty where it is about no document."""
        if self.subject.startswith("action:"):
            return reverse("postmortems:action", args=[self.subject.removeprefix("action:")])
        return self.postmortem.get_absolute_url() if self.postmortem else ""

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def key(self) -> tuple[str, str, int, datetime]:
        """What makes it once."""
        return self.kind, self.subject, self.recipient_id, self.due_at
