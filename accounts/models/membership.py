"""Who belongs to which team, and as what."""

from django.db import models, transaction

from accounts.models.team import Team
from accounts.models.user import User
from accounts.roles import Role


class MembershipRefused(Exception):
    """A change of membership that would leave the team in a bad state; says why."""


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.team}"

    def reasons_against_stepping_down(self) -> list[str]:
        """Why this person must stay a manager; empty means they need not."""
        if self.role != Role.MANAGER:
            return []
        others = self.team.memberships.filter(role=Role.MANAGER, user__is_active=True)
        if others.exclude(pk=self.pk).exists():
            return []
        return [
            f"{self.user} is the only manager of {self.team}. Make somebody else a manager first."
        ]

    @transaction.atomic
    def change_role(self, role: Role) -> None:
        """Raises MembershipRefused if the team would lose its last manager."""
        self._lock_team()
        if role != Role.MANAGER:
            self._refuse_for(self.reasons_against_stepping_down())
        self.role = role
        self.save(update_fields=["role"])

    @transaction.atomic
    def end(self) -> None:
        """Take the person out of the team. Raises MembershipRefused as `change_role` does."""
        self._lock_team()
        self._refuse_for(self.reasons_against_stepping_down())
        self.delete()

    def _lock_team(self) -> None:
        # Two managers who demote each other at once must not both succeed.
        Team.objects.select_for_update().get(pk=self.team_id)

    @staticmethod
    def _refuse_for(reasons: list[str]) -> None:
        if reasons:
            raise MembershipRefused(" ".join(reasons))
