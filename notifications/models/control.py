"""Whether mail is sent at all."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
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
    def current(cls) -> Self:
        """The row; made at its first use."""
        return cls.objects.get_or_create(pk=1)[0]

    def pause(self, reason: str, *, by: "User | None", at: datetime) -> None:
        """Stop sending; a reason that stands already is kept, for it came first."""
        if self.sending_paused:
            return
        self.sending_paused, self.paused_reason = True, reason
        self.paused_by, self.paused_at = by, at
        self.save(update_fields=["sending_paused", "paused_reason", "paused_by", "paused_at"])

    def resume(self) -> None:
        self.sending_paused, self.paused_reason = False, ""
        self.paused_by, self.paused_at = None, None
        self.save(update_fields=["sending_paused", "paused_reason", "paused_by", "paused_at"])
