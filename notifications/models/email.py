"""The outbox: mails that are to be handed to the mail server, and those that were."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q

from notifications.outcomes import MOST_TRIES, Answer, AttemptOutcome, pause_after

MOST_ATTEMPTS = 20
LONGEST_ERROR = 500


class EmailState(models.TextChoices):
    PENDING = "pending", "Pending"
    SENT = "sent", "Sent"
    DEAD = "dead", "Dead"
    CANCELLED = "cancelled", "Cancelled"


class EmailQuerySet(models.QuerySet["Email"]):
    def pending(self) -> "EmailQuerySet":
        return self.filter(state=EmailState.PENDING)

    def dead(self) -> "EmailQuerySet":
        return self.filter(state=EmailState.DEAD)

    def revivable(self) -> "EmailQuerySet":
        """What was given up and can be tried again (see `Email.reason_against_reviving`)."""
        return self.dead().filter(holds_secret=False, attempts__lt=MOST_ATTEMPTS)

    def revive(self, *, at: datetime) -> int:
        """Let what is revivable be tried once more, or as often as it had left; how many."""
        return self.revivable().update(
            state=EmailState.PENDING, next_attempt_at=at, lease_token=None, lease_until=None
        )

    def due(self, *, now: datetime, at: datetime | None = None) -> "EmailQuerySet":
        """What may be handed over now, and no worker holds; the longest due first.

        Leases run by the real time `at`, for the demo's clock is moved while mails are on their
        way; where it is not given, by `now`.
        """
        is_free = Q(lease_until=None) | Q(lease_until__lte=at or now)
        return self.pending().filter(is_free, next_attempt_at__lte=now).order_by("next_attempt_at")

    def cancel(self) -> int:
        """Take back what waits; how many that were. A worker that claimed one will not begin it."""
        return self.pending().update(state=EmailState.CANCELLED)

    def claim(
        self, *, now: datetime, lease: timedelta, most: int, at: datetime | None = None
    ) -> list["Email"]:
        """Lease so many of what is due, for this worker alone, in a short transaction."""
        token = uuid.uuid4()
        with transaction.atomic():
            due = self.due(now=now, at=at)
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            ids = list(due.values_list("pk", flat=True)[:most])
            self.filter(pk__in=ids).update(lease_token=token, lease_until=(at or now) + lease)
        leased = self.filter(lease_token=token).select_related("to_user")
        return list(leased.order_by("next_attempt_at"))


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

    objects: ClassVar[EmailQuerySet] = EmailQuerySet.as_manager()  # type: ignore[assignment]

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

    @transaction.atomic
    def begin(
        self, *, now: datetime, lease: timedelta, worker: str, at: datetime | None = None
    ) -> bool:
        """Count an attempt and renew the lease; False if the mail is no longer ours to send.

        This fence keeps a slow worker from sending what another has claimed meanwhile, and
        honours a cancellation that came after the claim.
        """
        until = (at or now) + lease
        if not self._held().update(attempts=F("attempts") + 1, lease_until=until):
            return False
        self.refresh_from_db(fields=["attempts", "lease_until"])
        self.tries.create(number=self.attempts, started_at=now, worker=worker)
        return True

    @transaction.atomic
    def settle(self, answer: Answer, *, now: datetime) -> bool:
        """Write down what came of the attempt; False if the lease was lost meanwhile."""
        self.tries.filter(number=self.attempts).update(
            ended_at=now, outcome=answer.outcome, smtp_code=answer.code
        )
        if not self._held().update(**self._settled(answer, now=now)):
            return False
        self.refresh_from_db()
        return True

    @property
    def reason_against_reviving(self) -> str:
        """Why this dead mail cannot be tried again; empty means it can."""
        if self.holds_secret:
            return "Its words held a link that signs in, and were emptied."
        return "It was tried too often." if self.attempts >= MOST_ATTEMPTS else ""

    def _held(self) -> EmailQuerySet:
        """This mail, as long as it waits and the lease is ours."""
        return Email.objects.pending().filter(pk=self.pk, lease_token=self.lease_token)

    def _settled(self, answer: Answer, *, now: datetime) -> dict[str, object]:
        """The fields that an answer changes."""
        changes: dict[str, object] = {
            "smtp_code": answer.code,
            "last_error": answer.words[:LONGEST_ERROR],
            "lease_token": None,
            "lease_until": None,
        }
        if answer.outcome == AttemptOutcome.ACCEPTED:
            changes |= {"state": EmailState.SENT, "sent_at": now}
        elif answer.outcome == AttemptOutcome.REFUSED or self.attempts >= MOST_TRIES:
            changes |= {"state": EmailState.DEAD}
        else:
            return changes | {"next_attempt_at": now + pause_after(self.attempts)}
        return changes | ({"text": "", "html": ""} if self.holds_secret else {})
