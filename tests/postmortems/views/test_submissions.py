"""Submitting for review from the document's page."""

import pytest
from django.test import Client

from postmortems.choices import Status
from tests.postmortems.ready import Cast, create_cast, ready, submitted
from tests.postmortems.views.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return create_cast()


def test_the_lead_submits_with_what_was_just_typed(client: Client, cast: Cast) -> None:
    postmortem = ready(cast, how_detected="")
    page = open_page(client, postmortem, cast.lead)
    typed = page.values | {"answer-how_detected": "A mail about cost."}

    response = client.post(f"{postmortem.get_absolute_url()}submission/", typed, follow=True)

    postmortem.refresh_from_db()
    assert postmortem.status == Status.IN_REVIEW
    assert "the three are asked to sign" in response.text


def test_a_refusal_lists_every_reason_with_a_link_to_its_field(client: Client, cast: Cast) -> None:
    postmortem = ready(cast, how_detected="", what_happened="")
    page = open_page(client, postmortem, cast.lead)
    assert "Before it can be submitted" in client.get(postmortem.get_absolute_url()).text
    typed = page.values | {"answer-who_detected": "Somebody else"}

    response = client.post(f"{postmortem.get_absolute_url()}submission/", typed)

    assert response.status_code == 409
    refusal = response.text.partition('id="reasons"')[2].partition("</div>")[0]
    assert 'href="#answer-how_detected"' in refusal
    assert 'href="#answer-what_happened"' in refusal
    postmortem.refresh_from_db()
    assert postmortem.status == Status.DRAFT
    assert postmortem.detection.who_detected == "Somebody else"


def test_the_page_shows_the_reasons_that_the_refusal_gives(client: Client, cast: Cast) -> None:
    postmortem = ready(cast, how_detected="", what_happened="", engineering_manager="")
    client.force_login(cast.lead)
    panel = client.get(postmortem.get_absolute_url()).text.partition('id="panel"')[2]

    response = client.post(f"{postmortem.get_absolute_url()}submission/")

    reasons = response.context["refused"]
    assert len(reasons) == 3
    for reason in reasons:
        assert reason.sentence in panel


def test_a_member_who_leads_nothing_does_not_submit(client: Client, cast: Cast) -> None:
    postmortem = ready(cast)
    client.force_login(cast.owner)

    assert "Submit for review" not in client.get(postmortem.get_absolute_url()).text
    assert client.post(f"{postmortem.get_absolute_url()}submission/").status_code == 403


def test_a_second_submission_is_told_that_there_was_one(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    client.force_login(cast.lead)

    response = client.post(f"{postmortem.get_absolute_url()}submission/")

    assert response.status_code == 409
    assert "“In review” by now" in response.text


def test_the_submission_is_taken_back(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    client.force_login(cast.lead)

    client.post(f"{postmortem.get_absolute_url()}submission/withdrawal/")

    postmortem.refresh_from_db()
    assert postmortem.status == Status.DRAFT
