"""An administrator's look at a post-mortem that is not theirs to read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from postmortems.models.postmortem import Postmortem


class Inspection(models.Model):
    """Opens the document to `by` for reading, and to nobody else, until it ends by itself."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="inspections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="inspections")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="inspection_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="inspection_until"),
        ]

    def __str__(self) -> str:
        return f"{self.postmortem} by {self.by}"
