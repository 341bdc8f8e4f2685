"""The three signatures as a reader sees them, and the form by which one more is given."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms

from accounts.models import User
from postmortems.choices import Decision, SignOffRole, Status
from postmortems.forms.signed import Difference, differences
from postmortems.models import Postmortem, Signature, Snapshot
from postmortems.models.signature import Version, reasons_against_deciding
from postmortems.models.signed_text import canonical_text, digest
from postmortems.reasons import Reason
from postmortems.workflow import may, roles_of


@dataclass(frozen=True)
class Line:
    """One of the three roles: who holds it, and what they last said, if anything."""

    role: SignOffRole
    holder: User | None
    signature: Signature | None
    is_stale: bool

    @property
    def is_given(self) -> bool:
        """Whether the role has approved the text as it stands."""
        return bool(self.signature and self.signature.is_approval and not self.is_stale)

    @property
    def state(self) -> str:
        if self.signature is None:
            return "Not signed yet"
        if self.signature.is_approval:
            return "Signed an earlier text" if self.is_stale else "Signed"
        return (
            "Requested changes, and the text was changed" if self.is_stale else "Requested changes"
        )


class SignatureForm(forms.Form):
    """The decision is the button that was pressed; what was read travels along."""

    seq = forms.IntegerField()
    sha256 = forms.CharField(max_length=64)
    decision = forms.ChoiceField(choices=Decision.choices)
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to request changes: say what should be different.",
    )
    password = forms.CharField(
        label="Your password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Asked again, so that nobody signs at a desk you have left.",
    )

    def __init__(self, data: Any = None, *, is_fresh: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if is_fresh:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        is_request = fields.get("decision") == Decision.CHANGES_REQUESTED
        if is_request and not (fields.get("comment") or "").strip():
            self.add_error("comment", "Say what should be different.")
        if "password" in self.fields and not fields.get("password"):
            self.add_error("password", "Type your password.")
        return fields

    @property
    def seen(self) -> Version:
        return Version(self.cleaned_data["seq"], self.cleaned_data["sha256"])


class SignOffPage:
    """What the foot of the review says: the signatures, what changed since, and what one may do."""

    def __init__(self, snapshot: Snapshot, *, user: User, now: datetime) -> None:
        self.snapshot, self.user, self.now = snapshot, user, now

    @property
    def postmortem(self) -> Postmortem:
        return self.snapshot.postmortem

    @cached_property
    def text(self) -> str:
        return canonical_text(self.snapshot)

    @cached_property
    def version(self) -> Version:
        return Version(self.postmortem.seq, digest(self.text))

    @cached_property
    def signatures(self) -> dict[str, Signature]:
        """The current one of each role; a draft has none."""
        if self.postmortem.status in (Status.DRAFT, Status.NOT_REQUIRED):
            return {}
        return {each.role: each for each in self.postmortem.signatures.current()}

    @cached_property
    def by_role(self) -> dict[str, Line]:
        return {
            role.value: self._line(role, holder)
            for role, holder in self.postmortem.role_holders.items()
        }

    @property
    def lines(self) -> list[Line]:
        return list(self.by_role.values())

    def _line(self, role: SignOffRole, holder: User | None) -> Line:
        signature = self.signatures.get(role)
        is_stale = signature is not None and signature.sha256 != self.version.sha256
        return Line(role, holder, signature, is_stale)

    @property
    def waiting_for(self) -> list[User]:
        """Who has yet to sign the text as it stands, each person once."""
        holders = [line.holder for line in self.lines if line.holder and not line.is_given]
        return list(dict.fromkeys(holders))

    @property
    def roles(self) -> list[SignOffRole]:
        """In which roles the person would sign now."""
        if not may("sign", self.postmortem, self.user):
            return []
        given = {line.role for line in self.lines if line.is_given}
        return [role for role in roles_of(self.postmortem, self.user) if role not in given]

    @property
    def reasons(self) -> list[Reason]:
        """Why it cannot be approved as it stands."""
        return reasons_against_deciding(
            self.snapshot,
            Decision.APPROVED,
            by=self.user,
            at=self.now,
            sha256=self.version.sha256,
        )

    @cached_property
    def changed(self) -> list[Difference]:
        """What changed since the person, or else anybody, last signed."""
        last = self.last_signed
        return differences(last.signed_text.text, self.text) if last else []

    @cached_property
    def last_signed(self) -> Signature | None:
        """The person's own last signature, else anybody's: what the differences are told from."""
        last = self.postmortem.signatures.select_related("signed_text").order_by("-number")
        return last.filter(person=self.user).first() or last.first()
