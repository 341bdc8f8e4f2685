"""Whether mail is sent at all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


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
