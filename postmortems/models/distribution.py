"""With whom the post-mortem is shared."""

from django.db import models

from postmortems.models.row import Row


class Distribution(Row):
    is_shared = models.BooleanField(default=False)
    audience = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.audience
