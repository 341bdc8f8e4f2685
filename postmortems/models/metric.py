"""A figure before, during and after the incident."""

from django.db import models

from postmortems.models.row import Row


class Metric(Row):
    is_included = models.BooleanField(default=False)
    name = models.TextField(blank=True, default="")
    before = models.TextField(blank=True, default="")
    during = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name
