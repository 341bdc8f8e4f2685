"""The ids of incidents: those given out, and those a post-mortem had before."""

from django.db import models


class FormerIncidentId(models.Model):
    """An id a post-mortem had before: its old address keeps answering."""

    incident_id = models.CharField(max_length=100, unique=True)
    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="former_incident_ids"
    )

    def __str__(self) -> str:
        return self.incident_id


class IncidentCounter(models.Model):
    """The last number given out in a year, so that `INC-<year>-<n>` has no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"INC-{self.year}-{self.last}"
