"""Who shared which version with whom, and when."""

from django.conf import settings
from django.db import models

from postmortems.models.distribution import Distribution
from postmortems.models.postmortem import Postmortem

SHORT = 12  # characters of a digest that people compare


class Share(models.Model):
    """`recipients` got a link by mail and may read; others were told elsewhere, as `note` says.

    `sha256` names the signed text; it is empty for a version that nobody had signed.
    """

    postmortem = models.ForeignKey(Postmortem, models.PROTECT, related_name="shares")
    audience = models.ForeignKey(Distribution, models.PROTECT, related_name="shares")
    audience_name = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, default="")
    note = models.TextField(blank=True, default="")
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="shared_postmortems"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.postmortem} with {self.audience_name}"

    @property
    def version(self) -> str:
        """Such as "draft at change 231"."""
        if self.sha256:
            return f"signed text {self.sha256[:SHORT]}"
        return f"draft at change {self.seq}"
