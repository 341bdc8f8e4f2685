"""The document is a page that is the form; two people on stale pages both keep their words."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import Visibility
from postmortems.models import Attachment, Postmortem, TimelineEvent
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.views.pages import open_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


@pytest.fixture
def responder(lead: User) -> User:
    team = lead.memberships.get().team
    return MembershipFactory.create(team=team, user__full_name="Rosa Responder").user


def test_a_renamed_post_mortem_answers_at_its_old_address(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)

    save(client, postmortem, page, **{"Incident ID": "PD-4711"})

    old = reverse("postmortems:section", args=["INC-2026-1", "impact"])
    assert client.get(old)["Location"] == reverse("postmortems:section", args=["PD-4711", "impact"])


def test_each_thing_that_is_missing_links_to_a_field_of_the_page(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)

    page = client.get(postmortem.get_absolute_url()).text

    links = set(re.findall(r'href="#([^"]+)"', page))
    assert len(links) > 40
    assert links <= set(re.findall(r' id="([^"]+)"', page))


def test_every_control_has_a_name_of_its_own(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)

    fields = {name for name in page.values if name.startswith(("answer-", "row-"))}
    assert fields <= set(page.labels.values())
    for label in ("Users affected", "Was the incident playbook followed?", "Event, row 3"):
        assert label in page.labels


def test_a_reader_sees_words_and_cannot_write(client: Client, lead: User) -> None:
    team = lead.memberships.get().team
    viewer = MembershipFactory.create(team=team, role=Role.VIEWER).user
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    save(client, postmortem, page, **{"Users affected": "One in five"})

    client.force_login(viewer)
    response = client.get(postmortem.get_absolute_url())

    assert "One in five" in response.text
    assert "<textarea" not in response.text
    assert client.post(postmortem.get_absolute_url(), {"answer-title": "x"}).status_code == 403


@pytest.mark.parametrize("visibility", [Visibility.TEAM, Visibility.RESTRICTED])
def test_who_may_not_read_gets_404(client: Client, lead: User, visibility: Visibility) -> None:
    postmortem = create_postmortem(lead=lead, visibility=visibility)
    client.force_login(UserFactory.create())

    assert client.get(postmortem.get_absolute_url()).status_code == 404
    assert client.post(postmortem.get_absolute_url(), {}).status_code == 404


@pytest.mark.parametrize("rows", [10, 60])
def test_the_page_asks_the_database_seventeen_times_at_most(
    client: Client,
    lead: User,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    postmortem = create_postmortem(lead=lead)
    TimelineEvent.objects.bulk_create(
        TimelineEvent(postmortem=postmortem, position=20 + number, event="Something", time="14:05")
        for number in range(rows)
    )
    client.force_login(lead)

    with django_assert_max_num_queries(17):
        assert client.get(postmortem.get_absolute_url()).status_code == 200


def test_a_new_post_mortem_is_started_with_its_first_words(client: Client, lead: User) -> None:
    client.force_login(lead)
    form = {
        "title": "Retry loop tripled cost per outcome",
        "team": lead.memberships.get().team_id,
        "severity": "P1",
        "visibility": "organisation",
    }

    response = client.post(reverse("postmortems:new"), form)

    postmortem = Postmortem.objects.get()
    assert response["Location"] == postmortem.get_absolute_url()
    assert (postmortem.title, postmortem.severity) == ("Retry loop tripled cost per outcome", "P1")
    assert postmortem.postmortem_lead == lead


def test_the_leads_are_named_when_it_is_started(client: Client, lead: User) -> None:
    client.force_login(lead)
    form = {
        "title": "Retry loop",
        "team": lead.memberships.get().team_id,
        "visibility": "organisation",
        "incident_id": "PD-7",
        "incident_lead": "Somebody Else",
        "postmortem_lead": lead.email,
    }

    client.post(reverse("postmortems:new"), form)

    postmortem = Postmortem.objects.get()
    assert postmortem.incident_id == "PD-7"
    assert postmortem.incident_lead_name == "Somebody Else"
    assert postmortem.postmortem_lead == lead


@pytest.mark.parametrize("incident_id", ["new", "PD 7", "../x", "PD-8"])
def test_an_incident_id_that_cannot_be_used_is_said_beside_the_field(
    client: Client, lead: User, incident_id: str
) -> None:
    create_postmortem(lead=lead, incident_id="PD-8")
    client.force_login(lead)
    team = lead.memberships.get().team_id
    form = {"title": "x", "team": team, "visibility": "team", "incident_id": incident_id}

    response = client.post(reverse("postmortems:new"), form)

    assert response.status_code == 422
    assert 'id="error_1_id_incident_id"' in response.text
    assert Postmortem.objects.count() == 1


def test_nobody_starts_a_post_mortem_for_a_team_not_theirs(client: Client, lead: User) -> None:
    other = MembershipFactory.create().team
    client.force_login(lead)
    form = {"title": "x", "team": other.pk, "visibility": "organisation"}

    assert client.post(reverse("postmortems:new"), form).status_code == 422
    assert not Postmortem.objects.exists()
    assert not Attachment.objects.exists()
