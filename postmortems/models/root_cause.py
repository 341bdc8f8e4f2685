"""Why it happened: the description, the whys and what contributed."""

from django.db import models

from postmortems.models.postmortem import Postmortem
from postmortems.models.row import Row


class RootCause(models.Model):
    postmortem = models.OneToOneField(Postmortem, models.CASCADE, related_name="root_cause")
    what_happened = models.TextField(blank=True, default="")
    fewer_whys_reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Root cause of {self.postmortem_id}"


class Why(Row):
    question = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.answer


class ContributingFactor(Row):
    factor = models.TextField(blank=True, default="")
    contribution = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.factor
