"""Team Platform, its people and their post-mortem."""

import pytest

from accounts.models import Team, User
from postmortems.editing import open_postmortem
from postmortems.models import (
    Postmortem,
)
from tests.postmortems.editing.writing import AT, create_person


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Platform", slug="platform")


@pytest.fixture
def lead(team: Team) -> User:
    return create_person("lead@example.com", team)


@pytest.fixture
def responder(team: Team) -> User:
    return create_person("responder@example.com", team)


@pytest.fixture
def postmortem(team: Team, lead: User) -> Postmortem:
    return open_postmortem(team=team, by=lead, at=AT)
