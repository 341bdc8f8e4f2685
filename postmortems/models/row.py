"""What every row of the document's tables has in common."""

import uuid

from django.conf import settings
from django.db import models


class Row(models.Model):
    """A row whose `uid` its writer made, so that adding it can be repeated; deleted softly."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_by__isnull=True) | models.Q(deleted_at__isnull=False),
                name="%(class)s_deleted_by_with_at",
            ),
        ]

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None
