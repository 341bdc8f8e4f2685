"""People who write, and what they send."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import Membership, Team, User
from accounts.roles import Role
from postmortems.choices import Via
from postmortems.editing import Edit, Outcome, commit, operations
from postmortems.models import (
    Postmortem,
)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def create_person(email: str, team: Team | None = None, role: Role = Role.MEMBER) -> User:
    name = email.partition("@")[0].title()
    person = User.objects.create_user(email, "a long enough word", full_name=name)
    if team:
        Membership.objects.create(team=team, user=person, role=role)
    return person


def write(
    postmortem: Postmortem, by: User | None, *edits: Edit, client: str = "a", via: Via = Via.FORM
) -> Outcome:
    return commit(postmortem.pk, by=by, client=client, edits=edits, via=via, at=AT)


def says(target: str, base: int, old: str, new: str) -> Edit:
    return Edit(target, operations.diff(old, new), base=base, base_text=old)


def cell(row: Any, table: str, column: str) -> str:
    return f"row:{table}:{row.uid}:{column}"
