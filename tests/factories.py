"""People, teams and documents for tests."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from factory.declarations import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Team, User
from postmortems.editing import open_postmortem
from postmortems.models import Postmortem

PASSWORD = "a long walk by the sea"  # noqa: S105


@cache
def hashed_password() -> str:
    return make_password(PASSWORD)


class UserFactory(DjangoModelFactory[User]):
    """Someone who signs in with PASSWORD."""

    class Meta:
        model = User

    full_name = Sequence(lambda n: f"Alex Person{n}")
    email = Sequence(lambda n: f"alex{n}@example.com")
    password = LazyFunction(hashed_password)


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = Sequence(lambda n: f"Team {n}")
    slug = Sequence(lambda n: f"team-{n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    team = SubFactory(TeamFactory)
    user = SubFactory(UserFactory)


AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def create_postmortem(*, lead: User | None = None, **opening: Any) -> Postmortem:
    """A post-mortem of the lead's team (a new one without `lead`), opened at AT."""
    membership = (lead and lead.memberships.first()) or MembershipFactory.create()
    defaults: dict[str, Any] = {"team": membership.team, "by": membership.user, "at": AT}
    return open_postmortem(**(defaults | opening))
