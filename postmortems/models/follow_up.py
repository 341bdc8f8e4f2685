"""The checks after a week, a month and a quarter."""

from django.db import models

from postmortems.choices import FollowUpPeriod
from postmortems.models.row import Row


class FollowUp(Row):
    period = models.CharField(max_length=8, choices=FollowUpPeriod)
    date_as_written = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["postmortem", "period"], name="followup_period_once"),
        ]

    def __str__(self) -> str:
        return self.get_period_display()
