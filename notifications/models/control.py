"""Whether mail is sent at all."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User


class Control(models.Model):
    """The one row of it. `epoch` tells a restored database from the one that was running."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sending_paused = models.BooleanField(default=False)
    paused_reason = models.TextField(blank=True, default="")
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    paused_at = models.DateTimeField(null=True)
    epoch = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name_plural = "control"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="control_singleton"),
            models.CheckConstraint(
                condition=Q(sending_paused=False, paused_at=None)
                | Q(sending_paused=True, paused_at__isnull=False),
                name="control_paused_with_at",
            ),
        ]

    def __str__(self) -> str:
        return "paused" if self.sending_paused else "sending"

    @classmethod
    def current(cls) -> "Control":
        """The one row, made when it is first asked for."""
        return cls.objects.get_or_create(pk=1)[0]

    def pause(self, reason: str, *, at: datetime, by: User | None = None) -> None:
        """Send nothing until somebody resumes. A pause that is on keeps its first reason."""
        Control.objects.filter(pk=self.pk, sending_paused=False).update(
            sending_paused=True, paused_reason=reason, paused_by=by, paused_at=at
        )
        self.refresh_from_db()

    def resume(self) -> None:
        """Send again; what fell due meanwhile goes out with the next sweep."""
        self.sending_paused, self.paused_at = False, None
        self.paused_reason, self.paused_by = "", None
        self.save(update_fields=["sending_paused", "paused_at", "paused_reason", "paused_by"])
