"""An invitation into a team, carried by a signed link that expires."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models.functions import Lower

from accounts.models.membership import Membership
from accounts.models.team import Team
from accounts.models.user import User
from accounts.roles import Role

LIFETIME = timedelta(days=7)


class InvitationRefused(Exception):
    """An invitation that cannot be made or accepted; says why."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some of them may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def unexpired(self, *, now: datetime) -> "InvitationQuerySet":
        return self.filter(created_at__gt=now - LIFETIME)

    def signed(self, token: str) -> "InvitationQuerySet":
        """The one invitation that `token` was signed for, or none."""
        try:
            return self.filter(pk=int(_signer().unsign(token)))
        except (BadSignature, ValueError):
            return self.none()

    @transaction.atomic
    def invite(self, email: str, *, to: Team, role: Role, by: User, at: datetime) -> "Invitation":
        """A new open invitation; an earlier one to the same address is withdrawn.

        Raises InvitationRefused if the person belongs to the team already or has left.
        """
        email = User.objects.normalize_email(email)
        if reasons := reasons_against_inviting(email, to=to):
            raise InvitationRefused(" ".join(reasons))
        Team.objects.select_for_update().get(pk=to.pk)
        self.open().filter(team=to, email=email).update(withdrawn_at=at)
        return self.create(team=to, email=email, role=role, invited_by=by, created_at=at)


class Invitation(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "team",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team}"

    @property
    def token(self) -> str:
        return _signer().sign(str(self.pk))

    @property
    def expires_at(self) -> datetime:
        return self.created_at + LIFETIME

    @property
    def person(self) -> User | None:
        """Whoever signs in with this address already."""
        return User.objects.filter(email=self.email).first()

    def reasons_against_accepting(self, *, at: datetime) -> list[str]:
        """Why the link no longer works; empty means it does."""
        if self.accepted_at:
            return ["This invitation has already been accepted."]
        if self.withdrawn_at:
            return ["This invitation was withdrawn, or replaced by a newer one."]
        if at >= self.expires_at:
            return [f"This invitation expired after {LIFETIME.days} days."]
        return []

    @transaction.atomic
    def accept(self, *, by: User, at: datetime) -> Membership:
        """Join the team; someone who belongs to it already keeps the role they have.

        Raises InvitationRefused if the link no longer works or was made for somebody else.
        """
        self._lock()
        if reasons := self.reasons_against_accepting(at=at):
            raise InvitationRefused(" ".join(reasons))
        if by.email != self.email:
            raise InvitationRefused(f"This invitation is for {self.email}.")
        self.accepted_at, self.accepted_by = at, by
        self.save(update_fields=["accepted_at", "accepted_by"])
        return Membership.objects.get_or_create(
            team=self.team, user=by, defaults={"role": self.role}
        )[0]

    @transaction.atomic
    def accept_as_new_person(self, *, full_name: str, password: str, at: datetime) -> User:
        """Make the account that the invitation promised, and join. Raises as `accept` does."""
        self._lock()
        if self.person:
            raise InvitationRefused(f"{self.email} has an account already. Sign in to accept.")
        person = User.objects.create_user(
            self.email, password, full_name=full_name, time_zone=self.team.time_zone
        )
        self.accept(by=person, at=at)
        return person

    def _lock(self) -> None:
        # A link that is followed twice at once must make one account and one membership.
        self.refresh_from_db(from_queryset=Invitation.objects.select_for_update())

    def withdraw(self, *, at: datetime) -> None:
        """The link stops working; nothing happens if it was accepted meanwhile."""
        Invitation.objects.open().filter(pk=self.pk).update(withdrawn_at=at)


def _signer() -> Signer:
    # The age is judged by `created_at`, not by a time inside the signature: showing the link to
    # the person who invited must not lengthen its life.
    return Signer(salt="accounts.invitation")


def reasons_against_inviting(email: str, *, to: Team) -> list[str]:
    """Why nobody should be invited by this address; empty means go ahead."""
    person = User.objects.filter(email=email).first()
    if person is None:
        return []
    if not person.is_active:
        return [f"{person} has left. An administrator can let them in again."]
    if to.memberships.filter(user=person).exists():
        return [f"{person} belongs to {to} already."]
    return []
