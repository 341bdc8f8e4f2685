"""Each time a mail was handed to the mail server, and what came of it."""

from django.db import models

from notifications.models.email import Email


class AttemptOutcome(models.TextChoices):
    BEGUN = "begun", "Begun"
    ACCEPTED = "accepted", "Accepted"
    DEFERRED = "deferred", "Deferred"  # 4xx: later
    REFUSED = "refused", "Refused"  # 5xx: never
    UNKNOWN = "unknown", "Unknown"  # no answer: it may have been accepted


class EmailAttempt(models.Model):
    email = models.ForeignKey(Email, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=AttemptOutcome, default=AttemptOutcome.BEGUN)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    worker = models.CharField(max_length=120)

    class Meta:
        ordering = ["email", "number"]
        constraints = [
            models.UniqueConstraint(fields=["email", "number"], name="attempt_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"
