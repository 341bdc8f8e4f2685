"""Who may read a post-mortem is said on one page, and changed by those who lead it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import ActivityKind, Visibility
from postmortems.models import Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return MembershipFactory.create(role=Role.MANAGER, user__full_name="Mara Manager").user


@pytest.fixture
def outsider() -> User:
    return UserFactory.create(full_name="Otto Outsider")


def address(postmortem: Postmortem) -> str:
    return reverse("postmortems:participants", args=[postmortem.incident_id])


def test_a_manager_restricts_a_document_and_stays_among_its_readers(
    client: Client, manager: User, outsider: User
) -> None:
    postmortem = create_postmortem(lead=manager)
    client.force_login(manager)

    form = {"visibility": Visibility.RESTRICTED, "participants": [outsider.pk]}
    response = client.post(address(postmortem), form, follow=True)

    assert response.status_code == 200
    assert set(Postmortem.objects.get().participants.all()) == {manager, outsider}
    kinds = {activity.kind for activity in postmortem.activities.all()}
    assert {ActivityKind.VISIBILITY_CHANGED, ActivityKind.PARTICIPANTS_CHANGED} <= kinds
    client.force_login(outsider)
    assert client.get(postmortem.get_absolute_url()).status_code == 200


def test_what_stays_as_it_was_leaves_no_trace(client: Client, manager: User) -> None:
    postmortem = create_postmortem(lead=manager)
    before = postmortem.activities.count()
    client.force_login(manager)

    client.post(address(postmortem), {"visibility": Visibility.ORGANISATION})

    assert postmortem.activities.count() == before


def test_a_member_who_does_not_lead_reads_the_page_only(client: Client, manager: User) -> None:
    postmortem = create_postmortem(lead=manager)
    client.force_login(MembershipFactory.create(team=postmortem.team).user)

    assert "The leads and the team’s managers change this." in client.get(address(postmortem)).text
    response = client.post(address(postmortem), {"visibility": Visibility.RESTRICTED})

    assert response.status_code == 403
    assert Postmortem.objects.get().visibility == Visibility.ORGANISATION


def test_an_outsider_does_not_find_the_page_of_a_teams_document(
    client: Client, manager: User, outsider: User
) -> None:
    postmortem = create_postmortem(lead=manager, visibility=Visibility.TEAM)
    client.force_login(outsider)

    assert client.get(address(postmortem)).status_code == 404


def test_a_visibility_nobody_offers_is_refused(client: Client, manager: User) -> None:
    postmortem = create_postmortem(lead=manager)
    client.force_login(manager)

    response = client.post(address(postmortem), {"visibility": "everyone on earth"})

    assert response.status_code == 422
    assert Postmortem.objects.get().visibility == Visibility.ORGANISATION
