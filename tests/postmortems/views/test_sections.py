"""A section alone: its own page, and its own save."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from postmortems.document import SECTIONS
from postmortems.models import Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.views.pages import Fields

pytestmark = pytest.mark.django_db

PROSE = ("-note", "-event", "-answer")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


def address(postmortem: Postmortem, slug: str) -> str:
    return reverse("postmortems:section", args=[postmortem.incident_id, slug])


@pytest.mark.parametrize("slug", [section.slug for section in SECTIONS])
def test_each_section_is_shown_alone_and_saved_alone(client: Client, lead: User, slug: str) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)
    page = Fields(client.get(address(postmortem, slug)).text)
    names = [name for name in page.values if name.startswith("row-") and name.endswith(PROSE)]

    response = client.post(
        address(postmortem, slug), page.values | dict.fromkeys(names, "Typed here")
    )

    assert response.status_code == 303
    assert response["Location"] == f"{postmortem.get_absolute_url()}#{slug}"
    again = Fields(client.get(address(postmortem, slug)).text)
    assert all(again.values[name] == "Typed here" for name in names)


def test_a_section_that_is_saved_in_place_comes_back_with_the_marks_beside_it(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)
    page = Fields(client.get(address(postmortem, "impact")).text)
    values = page.values | {"answer-users_affected": "One in five"}

    response = client.post(address(postmortem, "impact"), values, headers=HTMX)

    assert response.status_code == 200
    assert "<html" not in response.text
    assert Fields(response.text).values["base-answer-users_affected"] == "One in five"
    assert 'id="contents" aria-label="Sections" hx-swap-oob="true"' in response.text
    assert "Users affected” is not answered" not in response.text


def test_a_section_saved_in_place_says_what_was_refused(client: Client, lead: User) -> None:
    create_postmortem(lead=lead, incident_id="PM-7")
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)
    page = Fields(client.get(address(postmortem, "summary")).text)
    values = page.values | {"answer-incident_id": "PM-7"}

    response = client.post(address(postmortem, "summary"), values, headers=HTMX)

    assert response.status_code == 422
    assert "PM-7 is the ID of another post-mortem." in response.text
    assert Fields(response.text).values["answer-incident_id"] == "PM-7"


def test_a_section_nobody_knows_is_not_found(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)

    assert client.get(address(postmortem, "nothing")).status_code == 404


def test_an_outsider_finds_no_section_of_a_teams_own_document(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead, visibility="team")
    client.force_login(UserFactory.create())

    assert client.get(address(postmortem, "impact")).status_code == 404
    assert client.post(address(postmortem, "impact"), {}).status_code == 404
