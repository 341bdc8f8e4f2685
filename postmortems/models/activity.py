"""What happened to the document itself."""

from django.conf import settings
from django.db import models

from postmortems.choices import ActivityKind
from postmortems.models.postmortem import Postmortem


class Activity(models.Model):
    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=24, choices=ActivityKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["postmortem", "-at"], name="activity_newest")]

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()}"
