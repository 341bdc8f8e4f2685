"""Where a post-mortem stands, and the verbs that ask for a reason."""

import pytest
from django.test import Client

from postmortems.choices import Status
from postmortems.models import LateEdit
from tests.postmortems.ready import SUBMITTED, Cast, create_cast, ready, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return create_cast()


def test_the_manager_reopens_with_a_reason(client: Client, cast: Cast) -> None:
    postmortem = signed_off(cast)
    client.force_login(cast.manager)
    address = f"{postmortem.get_absolute_url()}reopening/"
    assert client.post(address, {"reason": " "}).status_code == 422

    response = client.post(address, {"reason": "Another cause was found."}, follow=True)

    postmortem.refresh_from_db()
    assert postmortem.status == Status.DRAFT
    assert "Another cause was found." in response.text


def test_the_deadline_is_waived_and_says_so_everywhere(client: Client, cast: Cast) -> None:
    postmortem = ready(cast)
    client.force_login(cast.manager)

    client.post(f"{postmortem.get_absolute_url()}waiver/", {"reason": "Public holidays"})

    for address in (f"{postmortem.get_absolute_url()}status/", postmortem.get_absolute_url()):
        assert "Public holidays" in client.get(address).text
    assert "waived" in client.get("/postmortems/").text


def test_what_is_required_cannot_be_excused_and_the_page_says_why(
    client: Client, cast: Cast
) -> None:
    postmortem = ready(cast)
    client.force_login(cast.manager)

    shown = client.get(f"{postmortem.get_absolute_url()}status/").text
    response = client.post(f"{postmortem.get_absolute_url()}exemption/", {"reason": "Small"})

    sentence = "A post-mortem is required for P1."
    assert sentence in shown
    assert (response.status_code, sentence in response.text) == (409, True)
    postmortem.refresh_from_db()
    assert postmortem.status == Status.DRAFT


@pytest.mark.parametrize("noun", ["reopening", "waiver", "exemption"])
def test_members_are_refused(client: Client, cast: Cast, noun: str) -> None:
    postmortem = ready(cast)
    client.force_login(cast.owner)

    response = client.post(f"{postmortem.get_absolute_url()}{noun}/", {"reason": "I wish"})

    assert response.status_code == 403
    assert "Waive" not in client.get(f"{postmortem.get_absolute_url()}status/").text


def test_words_that_came_after_the_signing_are_shown_with_their_author(
    client: Client, cast: Cast
) -> None:
    postmortem = signed_off(cast)
    page = {
        "seq": str(postmortem.seq),
        "client": "late",
        "base-answer-how_detected": "A mail about cost.",
        "answer-how_detected": "A mail about cost. And a pager.",
    }
    client.force_login(cast.owner)
    client.post(postmortem.get_absolute_url(), page)

    shown = client.get(f"{postmortem.get_absolute_url()}status/").text

    assert LateEdit.objects.get().at > SUBMITTED
    assert "Words that came after the signing" in shown
    assert "And a pager." in shown
    assert "Priya Raman" in shown.partition("Words that came after")[2]
