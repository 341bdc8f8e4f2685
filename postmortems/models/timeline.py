"""What happened in the incident, and when."""

from django.db import models

from postmortems.choices import Milestone
from postmortems.models.row import Row


class TimelineEvent(Row):
    time = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True, blank=True, editable=False)
    is_about = models.BooleanField(default=False, editable=False)
    time_problem = models.TextField(blank=True, default="", editable=False)
    milestone = models.CharField(max_length=24, choices=Milestone, blank=True, default="")
    event = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(milestone__in=["", *Milestone.values]),
                name="timelineevent_milestone",
            ),
            models.UniqueConstraint(
                fields=["postmortem", "milestone"],
                condition=models.Q(deleted_at=None) & ~models.Q(milestone=""),
                name="timelineevent_milestone_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.time} {self.event}".strip()
