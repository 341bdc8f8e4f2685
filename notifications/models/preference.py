"""Which notices a person wants in their inbox only."""

from typing import Self

from django.conf import settings
from django.db import models

from accounts.models import User


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def muted(self) -> Self:
        return self.filter(wants_mail=False)

    def choose(self, person: User, kind: str, *, wants_mail: bool) -> None:
        """Doing it twice is doing it once."""
        self.update_or_create(person=person, kind=kind, defaults={"wants_mail": wants_mail})


class Preference(models.Model):
    """No row means that the person wants mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=24)
    wants_mail = models.BooleanField(default=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {'by mail' if self.wants_mail else 'in the inbox'}"
