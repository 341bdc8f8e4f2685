"""The people of these tests: Platform's lead, manager and viewer, an administrator, an outsider."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Team, User
from accounts.roles import Role
from tests.factories import MembershipFactory, TeamFactory, UserFactory


@pytest.fixture(autouse=True)
def site(db: None, settings: Settings) -> None:
    """An ordinary site, not the demo."""
    settings.DEMO = False


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory.create(name="Platform", slug="platform")


def belonging(team: Team, name: str, email: str, role: Role) -> User:
    user = UserFactory.create(full_name=name, email=email)
    MembershipFactory.create(team=team, user=user, role=role)
    return user


@pytest.fixture
def lead(team: Team) -> User:
    return belonging(team, "Lena Brandt", "lead@example.com", Role.MEMBER)


@pytest.fixture
def manager(team: Team) -> User:
    return belonging(team, "Ingrid Halvorsen", "manager@example.com", Role.MANAGER)


@pytest.fixture
def viewer(team: Team) -> User:
    return belonging(team, "Marcus Webb", "viewer@example.com", Role.VIEWER)


@pytest.fixture
def outsider(db: None) -> User:
    other = TeamFactory.create(name="Payments", slug="payments")
    return belonging(other, "Jonas Lindqvist", "outsider@example.com", Role.MANAGER)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(
        full_name="Helen Park", email="admin@example.com", is_staff=True, is_superuser=True
    )


@pytest.fixture
def strict_client() -> Client:
    """A browser's view of CSRF: posts without a token are refused."""
    return Client(enforce_csrf_checks=True)
