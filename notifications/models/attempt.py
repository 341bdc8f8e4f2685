"""Each time a mail was handed to the mail server, and what came of it."""

from django.db import models

from notifications.models.email import Email
from notifications.outcomes import AttemptOutcome


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
