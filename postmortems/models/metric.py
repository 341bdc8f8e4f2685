"""A figure before, during and after the incident."""

from django.db import models

from postmortems.choices import Better
from postmortems.models.row import Row


class Metric(Row):
    is_included = models.BooleanField(default=False)
    name = models.TextField(blank=True, default="")
    before = models.TextField(blank=True, default="")
    during = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")
    unit = models.TextField(blank=True, default="")
    better = models.CharField(max_length=6, choices=Better, blank=True, default="")
    source = models.TextField(blank=True, default="")
    not_relevant = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(better__in=["", *Better.values]), name="metric_better"
            ),
        ]

    def __str__(self) -> str:
        return self.name
