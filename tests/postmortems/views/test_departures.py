"""A person has left: the manager gives what they still hold to somebody who is here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Team, User
from accounts.roles import Role
from postmortems.choices import Visibility
from postmortems.models import Action, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.promises import close, promise, sign_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> User:
    membership = MembershipFactory.create(team__slug="platform", role=Role.MANAGER)
    client.force_login(membership.user)
    person: User = membership.user
    return person


@pytest.fixture
def gone() -> User:
    person: User = UserFactory.create(full_name="Greta Gone", is_active=False)
    return person


@pytest.fixture
def heir() -> User:
    person: User = UserFactory.create(full_name="Henry Heir")
    return person


ADDRESS = "/teams/platform/departures/"


def test_open_actions_and_roles_of_who_has_left_are_listed(
    client: Client, manager: User, gone: User
) -> None:
    signed, draft = create_postmortem(lead=manager), create_postmortem(lead=manager)
    Postmortem.objects.update(incident_lead=gone)
    promise(signed, "Still open", owner=gone)
    promise(signed, "Finished", owner=gone, status="done")
    promise(draft, "Of one who is here", owner=manager)
    sign_off(signed)

    page = client.get(ADDRESS)

    (departure,) = page.context["departures"]
    assert departure.person == gone
    assert [action.title for action in departure.actions] == ["Still open"]
    assert [(role.postmortem, role.label) for role in departure.roles] == [(draft, "Incident Lead")]
    assert f"{draft.get_absolute_url()}#answer-incident_lead" in page.text


def test_all_of_it_goes_to_one_person(
    client: Client, manager: User, gone: User, heir: User
) -> None:
    for title in ("One", "Two"):
        promise(create_postmortem(lead=manager), title, owner=gone)
    posted = {"person": gone.pk, "to": heir.pk, "note": "Greta knew the queue"}

    page = client.post(ADDRESS, posted, follow=True)

    assert "Henry Heir owns 2 more actions now." in page.text
    assert page.context["departures"] == []
    assert set(Action.objects.written().values_list("owner", "assigned_by")) == {
        (heir.pk, manager.pk)
    }


def test_only_the_teams_own_postmortems_that_one_reads_and_that_are_not_over_count(
    client: Client, manager: User, gone: User, heir: User
) -> None:
    hidden = create_postmortem(lead=manager, visibility=Visibility.RESTRICTED, by=heir)
    over = create_postmortem(lead=manager)
    for postmortem in (hidden, over, create_postmortem()):
        promise(postmortem, owner=gone)
    close(over)

    page = client.get(ADDRESS)
    client.post(ADDRESS, {"person": gone.pk, "to": heir.pk})

    assert page.context["departures"] == []
    assert set(Action.objects.written().values_list("owner", flat=True)) == {gone.pk}


def test_without_a_new_owner_the_note_stays(client: Client, manager: User, gone: User) -> None:
    promise(create_postmortem(lead=manager), owner=gone)

    response = client.post(ADDRESS, {"person": gone.pk, "to": "", "note": "kept words"})

    assert response.status_code == 422
    assert "kept words" in response.text
    assert "invalid-feedback" in response.text


def test_another_who_has_left_is_no_new_owner(client: Client, manager: User, gone: User) -> None:
    promise(create_postmortem(lead=manager), owner=gone)
    other = UserFactory.create(is_active=False)

    response = client.post(ADDRESS, {"person": gone.pk, "to": other.pk})

    assert response.status_code == 422
    assert Action.objects.written().get().owner == gone


def test_an_administrator_looks_and_is_told_who_hands_over(
    client: Client, manager: User, gone: User, heir: User
) -> None:
    promise(create_postmortem(lead=manager), "Still open", owner=gone)
    client.force_login(UserFactory.create(is_superuser=True))

    response = client.post(ADDRESS, {"person": gone.pk, "to": heir.pk})

    assert response.status_code == 409
    assert "“Still open”: Its owner, the two leads" in response.text
    assert Action.objects.written().get().owner == gone


def test_the_teams_page_leads_there(client: Client, manager: User) -> None:
    assert ADDRESS in client.get("/teams/platform/").text
    assert "Nothing of theirs is open here." in client.get(ADDRESS).text


def test_a_member_is_refused_and_an_outsider_finds_nothing(client: Client, manager: User) -> None:
    member = MembershipFactory.create(team=Team.objects.get(slug="platform")).user

    client.force_login(member)
    assert client.get(ADDRESS).status_code == 403
    client.force_login(UserFactory.create())
    assert client.get(ADDRESS).status_code == 404


def test_more_actions_ask_the_database_no_more_often(
    client: Client, manager: User, gone: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(12):
        promise(create_postmortem(lead=manager), f"Promise {number}", owner=gone)

    with django_assert_max_num_queries(9):
        page = client.get(ADDRESS)

    assert len(page.context["departures"][0].actions) == 12
