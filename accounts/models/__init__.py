"""People, teams, who belongs where and who is invited."""

from accounts.models.invitation import Invitation, InvitationRefused
from accounts.models.membership import Membership, MembershipRefused
from accounts.models.team import Team
from accounts.models.user import User

__all__ = [
    "Invitation",
    "InvitationRefused",
    "Membership",
    "MembershipRefused",
    "Team",
    "User",
]
