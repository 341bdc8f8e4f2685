"""The demo's people."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.demo import DEMO_PEOPLE, DemoPerson, seed_people
from accounts.models import Membership, Team, User
from accounts.roles import Role
from tests.accounts.pages import press


def test_seven_people_of_two_teams() -> None:
    people = seed_people()

    assert sorted(people) == sorted(
        f"{name}@example.com"
        for name in ("lead", "responder", "manager", "owner", "viewer", "admin", "outsider")
    )
    roles = {
        (membership.user.email.split("@")[0], membership.team.slug): membership.role
        for membership in Membership.objects.select_related("user", "team")
    }
    assert roles["manager", "platform"] == Role.MANAGER
    assert roles["viewer", "platform"] == Role.VIEWER
    assert roles["outsider", "payments"] == Role.MEMBER
    assert [person.email for person in User.objects.filter(is_superuser=True)] == [
        "admin@example.com"
    ]


def test_seeding_twice_changes_nothing() -> None:
    seed_people()
    before = list(User.objects.order_by("pk").values())

    seed_people()

    assert list(User.objects.order_by("pk").values()) == before
    assert (Team.objects.count(), Membership.objects.count()) == (2, 7)


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.email)
def test_one_click_signs_in(client: Client, settings: Settings, person: DemoPerson) -> None:
    settings.DEMO = True
    seed_people()
    page = client.get("/accounts/login/?next=/people/")

    response = press(client, page, f"Sign in as {person.full_name}")

    assert response["Location"] == "/people/"
    assert client.session["_auth_user_id"] == str(User.objects.get(email=person.email).pk)
