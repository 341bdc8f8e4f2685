"""Signatures: who signed which text, when; chained, and never changed once they are there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import User
from postmortems import seals
from postmortems.choices import ActivityKind, Decision, SignOffRole
from postmortems.models.check import Check
from postmortems.models.postmortem import Postmortem
from postmortems.models.signed_text import SignedText, canonical_text, digest
from postmortems.models.snapshot import Snapshot
from postmortems.reasons import Reason, refuse_for
from postmortems.workflow import reasons_against, reasons_against_submitting, roles_of


@dataclass(frozen=True)
class Version:
    """A document's text at one revision: what a signer has before them."""

    seq: int
    sha256: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        return cls(snapshot.postmortem.seq, digest(canonical_text(snapshot)))


class TextChanged(Exception):
    """The text is not the one that the signer read: nothing was signed."""


def of_another_text(
    postmortem: Postmortem, signatures: Collection["Signature"]
) -> list["Signature"]:
    """Those that do not stand on the text as it is; read only where something changed since."""
    if all(each.seq == postmortem.seq for each in signatures):
        return []
    text = Version.of(Snapshot.of(postmortem)).sha256
    return [each for each in signatures if each.sha256 != text]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def current(self) -> Self:
        """The last one of each role, unless it was taken back; stale ones among them."""
        return self.filter(revoked_at=None)

    def standing(self, sha256: str) -> Self:
        """Approvals of this very text."""
        return self.current().filter(decision=Decision.APPROVED, sha256=sha256)

    @transaction.atomic
    def sign(
        self,
        postmortem: Postmortem,
        *,
        decision: Decision,
        by: User,
        at: datetime,
        seen: Version,
        comment: str = "",
    ) -> None:
        """Sign what was `seen` in every role the person holds; the third current one freezes it.

        Raises Refused, and TextChanged when it was edited in between.
        """
        postmortem.lock_for(by)
        refuse_for(reasons_against("sign", postmortem, by))
        snapshot = Snapshot.of(postmortem)
        text = canonical_text(snapshot)
        if seen != Version(postmortem.seq, digest(text)):
            raise TextChanged
        refuse_for(reasons_against_deciding(snapshot, decision, by=by, at=at, sha256=seen.sha256))
        kept, _ = SignedText.objects.get_or_create(
            postmortem=postmortem,
            sha256=seen.sha256,
            defaults={"seq": postmortem.seq, "text": text},
        )
        for role in self._unsigned(postmortem, decision, by=by, sha256=seen.sha256):
            signature = self._append(
                postmortem, kept, role=role, decision=decision, by=by, at=at, comment=comment
            )
            _record(signature)
        if postmortem.signatures.standing(seen.sha256).count() == len(SignOffRole):
            postmortem.freeze(by=by, at=at)
            Check.objects.plan_for(postmortem, at=at)

    def _unsigned(
        self, postmortem: Postmortem, decision: Decision, *, by: User, sha256: str
    ) -> list[SignOffRole]:
        """The person's roles in which this decision is not yet given for this text."""
        given = set(
            postmortem.signatures.current()
            .filter(person=by, decision=decision, sha256=sha256)
            .values_list("role", flat=True)
        )
        return [role for role in roles_of(postmortem, by) if role not in given]

    def _append(  # noqa: PLR0913  a signature has as many parts
        self,
        postmortem: Postmortem,
        text: SignedText,
        *,
        role: SignOffRole,
        decision: Decision,
        by: User,
        at: datetime,
        comment: str,
    ) -> "Signature":
        """The next of the document's chain; the one it follows in its role is taken back."""
        last = postmortem.signatures.order_by("number").last()
        postmortem.signatures.current().filter(role=role).update(revoked_at=at)
        signature = Signature(
            postmortem=postmortem,
            number=last.number + 1 if last else 1,
            role=role,
            person=by,
            full_name=str(by),
            decision=decision,
            comment=comment,
            at=at,
            seq=postmortem.seq,
            signed_text=text,
            sha256=text.sha256,
            key_id=seals.current_key_id(),
            previous_mac=last.mac if last else "",
        )
        signature.mac = seals.seal(signature.sealed_fields, key_id=signature.key_id)
        signature.save(force_insert=True)
        return signature


def reasons_against_deciding(
    snapshot: Snapshot, decision: Decision, *, by: User, at: datetime, sha256: str
) -> list[Reason]:
    """Why this text cannot be approved: it is incomplete by now, or the person has signed it."""
    if decision is Decision.CHANGES_REQUESTED:
        return []
    postmortem = snapshot.postmortem
    standing = postmortem.signatures.standing(sha256).filter(person=by)
    if len(standing) == len(roles_of(postmortem, by)):
        return [Reason("You have already signed this text.")]
    return reasons_against_submitting(snapshot, now=at)


def _record(signature: "Signature") -> None:
    facts = {"role": signature.role, "signature": signature.pk}
    by, at = signature.person, signature.at
    if signature.decision == Decision.APPROVED:
        signature.postmortem.record(ActivityKind.APPROVED, by=by, at=at, **facts)
    else:
        facts |= {"comment": signature.comment}
        signature.postmortem.record(ActivityKind.CHANGES_REQUESTED, by=by, at=at, **facts)


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

    @property
    def is_approval(self) -> bool:
        return self.decision == Decision.APPROVED

    @property
    def sealed_fields(self) -> dict[str, Any]:
        """What the MAC covers."""
        return {
            "postmortem": self.postmortem_id,
            "number": self.number,
            "role": str(self.role),
            "person": self.person_id,
            "full_name": self.full_name,
            "decision": str(self.decision),
            "comment": self.comment,
            "at": self.at.astimezone(UTC).isoformat(),
            "seq": self.seq,
            "sha256": self.sha256,
            "key_id": self.key_id,
            "previous_mac": self.previous_mac,
        }

    @property
    def short_hash(self) -> str:
        """Enough of the SHA-256 to tell two texts apart by eye."""
        return self.sha256[:12]
