"""How a colleague is invited, and how they accept."""

from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Team, User

NEWCOMER = "ada@example.com"


PASSWORD = "four grey herons standing"  # noqa: S105


def invite(client: Client, email: str = NEWCOMER, role: str = "member") -> Any:
    return client.post("/teams/platform/invitations/", {"email": email, "role": role})


def an_invitation(team: Team, manager: User, email: str = NEWCOMER, **more: Any) -> Invitation:
    return Invitation.objects.create(
        **{"team": team, "email": email, "invited_by": manager, "created_at": timezone.now()} | more
    )


def path_of(invitation: Invitation) -> str:
    return f"/invitations/{invitation.token}/"


def accept(client: Client, path: str, **typed: str) -> Any:
    answers = {"full_name": "Ada Byron", "password": PASSWORD, "password_again": PASSWORD}
    return client.post(path, answers | typed)
