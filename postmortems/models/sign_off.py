"""The three people who sign, and what an imported text says of them."""

from django.db import models

from postmortems.choices import SignOffRole
from postmortems.models.row import Row


class SignOff(Row):
    role = models.CharField(max_length=20, choices=SignOffRole)
    name_as_written = models.TextField(blank=True, default="")
    signature_as_written = models.TextField(blank=True, default="")
    date_as_written = models.TextField(blank=True, default="")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["postmortem", "role"], name="signoff_role_once"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
