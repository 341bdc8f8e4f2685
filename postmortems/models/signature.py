"""Signatures: who signed which text, when; chained, and never changed once they are there."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.choices import Decision, SignOffRole
from postmortems.models.postmortem import Postmortem


class SignedText(models.Model):
    """The canonical text that was signed, kept word by word; `seq` is where it was first signed."""

    postmortem = models.ForeignKey(Postmortem, models.PROTECT, related_name="signed_texts")
    seq = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "sha256"], name="signedtext_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="signedtext_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postmortem.incident_id} {self.sha256[:12]}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def current(self) -> Self:
        """The last one of each role, unless it was taken back; stale ones among them."""
        return self.filter(revoked_at=None)


class Signature(models.Model):
    """`number` counts the signatures of one document from 1; `mac` covers every field but
    `revoked_at`, and the MAC of the signature before it. `full_name` is the name at that moment.
    """

    postmortem = models.ForeignKey(Postmortem, models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=20, choices=SignOffRole)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    full_name = models.CharField(max_length=150)
    decision = models.CharField(max_length=17, choices=Decision)
    comment = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()
    signed_text = models.ForeignKey(SignedText, models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    previous_mac = models.CharField(max_length=64, blank=True, default="")
    mac = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["postmortem", "number"]
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "number"], name="signature_number_once"),
            models.UniqueConstraint(
                fields=["postmortem", "role"],
                condition=Q(revoked_at=None),
                name="signature_current_once",
            ),
            models.CheckConstraint(condition=Q(role__in=SignOffRole.values), name="signature_role"),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="signature_decision"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVED) | ~Q(comment=""),
                name="signature_changes_with_comment",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$", mac__regex=r"^[0-9a-f]{64}$"),
                name="signature_digests",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.full_name}"
