"""Screenshots, cleaned and kept out of the web server's reach."""

from django.db import models

from postmortems.choices import AttachmentSlot
from postmortems.models.metric import Metric
from postmortems.models.row import Row


class Attachment(Row):
    """`file` is the name in the default storage; random, never what the browser sent."""

    metric = models.ForeignKey(
        Metric, models.CASCADE, null=True, blank=True, related_name="screenshots"
    )
    slot = models.CharField(max_length=6, choices=AttachmentSlot, default=AttachmentSlot.DURING)
    alt_text = models.TextField(blank=True, default="")
    file = models.CharField(max_length=100)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(slot__in=AttachmentSlot.values), name="attachment_slot"
            ),
        ]

    def __str__(self) -> str:
        return self.alt_text or self.file
