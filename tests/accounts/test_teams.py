"""Teams, their people and settings."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, MembershipRefused, Team, User
from accounts.roles import Role
from tests.accounts.pages import has_form_with, press
from tests.factories import MembershipFactory, TeamFactory, UserFactory


@pytest.fixture
def signed_in_manager(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def membership_of(user: User) -> Membership:
    return user.memberships.get(team__slug="platform")


def give_role(client: Client, user: User, role: str) -> Any:
    path = f"/teams/platform/memberships/{membership_of(user).pk}/"
    return client.post(path, {"role": role}, follow=True)


def remove(client: Client, user: User) -> Any:
    path = f"/teams/platform/memberships/{membership_of(user).pk}/removal/"
    return client.post(path, follow=True)


def test_person_sees_their_own_teams(client: Client, lead: User, outsider: User) -> None:
    client.force_login(lead)

    page = client.get("/teams/")

    assert "Platform" in page.text
    assert "Payments" not in page.text


def test_administrator_sees_every_team(
    client: Client, lead: User, outsider: User, administrator: User
) -> None:
    client.force_login(administrator)

    page = client.get("/teams/")

    assert "Platform" in page.text
    assert "Payments" in page.text
    assert client.get("/teams/platform/").status_code == 200


def test_administrator_starts_a_team_and_manages_it(
    client: Client, team: Team, administrator: User
) -> None:
    client.force_login(administrator)
    page = client.get("/teams/")

    wanted = {"name": "Platform!", "sprint_days": "7", "time_zone": "Europe/Oslo"}
    answer = press(client, page, "Start the team", **wanted)

    assert answer["Location"] == "/teams/platform-2/"
    started = Team.objects.get(slug="platform-2")
    assert (started.name, started.sprint_days) == ("Platform!", 7)
    assert administrator.memberships.get().role == Role.MANAGER


def test_a_team_of_the_same_name_is_refused_beside_the_field(
    client: Client, team: Team, administrator: User
) -> None:
    client.force_login(administrator)

    answer = client.post("/teams/", {"name": "Platform", "sprint_days": 14, "time_zone": "UTC"})

    assert "already exists" in answer.text
    assert Team.objects.count() == 1


def test_nobody_else_starts_a_team(client: Client, manager: User) -> None:
    client.force_login(manager)

    assert not has_form_with(client.get("/teams/"), "Start the team")
    assert client.post("/teams/", {"name": "Mine"}).status_code == 403


def test_person_without_a_team_is_told_what_to_do(client: Client) -> None:
    client.force_login(UserFactory.create())

    assert "A manager of a team can invite you" in client.get("/teams/").text


@pytest.mark.parametrize("name", ["lead", "viewer"])
def test_member_reads_the_team_and_has_no_controls(
    client: Client, manager: User, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    page = client.get("/teams/platform/")

    assert "Ingrid Halvorsen" in page.text
    assert not has_form_with(page, "Remove")
    assert "Invite" not in page.text
    assert "Team settings" not in page.text


@pytest.mark.parametrize("name", ["lead", "viewer"])
def test_member_may_not_manage(
    client: Client, manager: User, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert give_role(client, manager, "viewer").status_code == 403
    assert remove(client, manager).status_code == 403
    assert client.get("/teams/platform/settings/").status_code == 403
    assert client.post("/teams/platform/settings/", {"name": "Mine"}).status_code == 403
    assert membership_of(manager).role == Role.MANAGER


def test_outsider_finds_nothing(client: Client, lead: User, outsider: User) -> None:
    client.force_login(outsider)

    assert client.get("/teams/platform/").status_code == 404
    assert client.get("/teams/platform/settings/").status_code == 404
    assert give_role(client, lead, "viewer").status_code == 404
    assert remove(client, lead).status_code == 404
    # Nor through the team they do manage.
    path = f"/teams/payments/memberships/{membership_of(lead).pk}/removal/"
    assert client.post(path).status_code == 404
    assert membership_of(lead).role == Role.MEMBER


def test_manager_changes_a_role(signed_in_manager: Client, lead: User) -> None:
    page = give_role(signed_in_manager, lead, "viewer")

    assert "Lena Brandt is now a viewer." in page.text
    assert membership_of(lead).role == Role.VIEWER


@pytest.mark.parametrize("role", ["", "owner", "administrator"])
def test_only_known_roles_are_given(signed_in_manager: Client, lead: User, role: str) -> None:
    assert "Choose one of the roles" in give_role(signed_in_manager, lead, role).text
    assert membership_of(lead).role == Role.MEMBER


def test_manager_removes_a_member(signed_in_manager: Client, lead: User) -> None:
    page = remove(signed_in_manager, lead)

    assert "Lena Brandt no longer belongs to Platform." in page.text
    assert not lead.memberships.exists()
    assert User.objects.filter(pk=lead.pk).exists()


def test_last_manager_stays(signed_in_manager: Client, manager: User) -> None:
    refusal = "Ingrid Halvorsen is the only manager of Platform"

    assert refusal in remove(signed_in_manager, manager).text
    assert refusal in give_role(signed_in_manager, manager, "member").text
    assert membership_of(manager).role == Role.MANAGER


def test_manager_leaves_when_there_is_another(
    signed_in_manager: Client, manager: User, lead: User
) -> None:
    give_role(signed_in_manager, lead, "manager")

    response = remove(signed_in_manager, manager)

    assert response.redirect_chain[-1] == ("/teams/", 302)
    assert not manager.memberships.exists()


def test_manager_who_has_left_does_not_count(manager: User, team: Team) -> None:
    gone = UserFactory.create(is_active=False)
    MembershipFactory.create(team=team, user=gone, role=Role.MANAGER)

    with pytest.raises(MembershipRefused):
        membership_of(manager).end()


def test_person_who_has_left_is_not_listed(client: Client, lead: User, viewer: User) -> None:
    User.objects.filter(pk=viewer.pk).update(is_active=False)
    client.force_login(lead)

    assert "Marcus Webb" not in client.get("/teams/platform/").text


def test_manager_sets_the_sprint_and_time_zone(signed_in_manager: Client, team: Team) -> None:
    page = signed_in_manager.get("/teams/platform/settings/")

    press(
        signed_in_manager,
        page,
        "Save settings",
        name="Platform core",
        sprint_days="21",
        time_zone="Europe/Copenhagen",
        slug="stolen",
    )

    team.refresh_from_db()
    assert (team.name, team.sprint_days, team.time_zone, team.slug) == (
        "Platform core",
        21,
        "Europe/Copenhagen",
        "platform",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sprint_days", "0"),
        ("sprint_days", "91"),
        ("sprint_days", "two weeks"),
        ("time_zone", "Mars/Olympus"),
        ("name", ""),
        ("name", "Payments"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    signed_in_manager: Client, team: Team, outsider: User, field: str, value: str
) -> None:
    settings = {"name": "Platform", "sprint_days": "14", "time_zone": "UTC"} | {field: value}

    response = signed_in_manager.post("/teams/platform/settings/", settings)

    assert response.context["form"].has_error(field)
    team.refresh_from_db()
    assert (team.name, team.sprint_days, team.time_zone) == ("Platform", 14, "UTC")


def test_get_changes_no_membership(signed_in_manager: Client, lead: User) -> None:
    path = f"/teams/platform/memberships/{membership_of(lead).pk}/"

    assert signed_in_manager.get(path).status_code == 405
    assert signed_in_manager.get(f"{path}removal/").status_code == 405


def test_team_page_asks_the_database_the_same_for_many_people(
    signed_in_manager: Client, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MembershipFactory.create_batch(20, team=team)

    with django_assert_num_queries(7):
        signed_in_manager.get("/teams/platform/")


def test_managed_teams_are_those_one_manages(lead: User, manager: User) -> None:
    TeamFactory.create()

    assert [team.slug for team in Team.objects.managed_by(manager)] == ["platform"]
    assert not Team.objects.managed_by(lead).exists()
