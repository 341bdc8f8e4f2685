"""A mail server of the test's own, and the people of Platform."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from accounts.models import Team, User
from accounts.roles import Role
from scripts import servers
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.sink import Sink


@pytest.fixture(autouse=True)
def site(db: None, settings: Settings) -> None:
    """An ordinary site, whose mail server nobody reaches until a test asks for `sink`."""
    settings.DEMO = False
    settings.DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The mail server that mails go to."""
    settings.EMAIL_PORT = servers.free_port()
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory.create(name="Platform", slug="platform")


@pytest.fixture
def lead(team: Team) -> User:
    lead = UserFactory.create(full_name="Lena Brandt", email="lead@example.com")
    MembershipFactory.create(team=team, user=lead)
    return lead


@pytest.fixture
def manager(team: Team) -> User:
    manager = UserFactory.create(full_name="Ingrid Halvorsen", email="manager@example.com")
    MembershipFactory.create(team=team, user=manager, role=Role.MANAGER)
    return manager


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory.create(email="admin@example.com", is_staff=True, is_superuser=True)
