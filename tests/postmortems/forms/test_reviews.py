"""Who is asked to sign, and to mend."""

import pytest
from django.test import Client

from postmortems.choices import Decision
from postmortems.models import Postmortem
from tests.postmortems.ready import Cast, create_cast, rewrite, sign, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return create_cast()


@pytest.fixture
def postmortem(cast: Cast) -> Postmortem:
    return submitted(cast)


def work_of(client: Client, person: object) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return client.get("/").text


def test_the_three_are_asked_until_they_have_signed(
    client: Client, cast: Cast, postmortem: Postmortem
) -> None:
    assert all("<b>Sign</b>" in work_of(client, person) for person in cast.signers)
    assert "<b>Sign</b>" not in work_of(client, cast.owner)

    sign(postmortem, cast.manager)

    assert "<b>Sign</b>" not in work_of(client, cast.manager)
    rewrite(postmortem, cast.lead, "how_detected", "By a pager.")
    assert "<b>Sign</b>" in work_of(client, cast.manager)


def test_the_lead_is_asked_to_mend_until_the_text_is_another(
    client: Client, cast: Cast, postmortem: Postmortem
) -> None:
    sign(postmortem, cast.manager, Decision.CHANGES_REQUESTED, comment="Who paged whom?")

    assert "Who paged whom?" in work_of(client, cast.lead)
    assert "<b>Sign</b>" not in work_of(client, cast.manager)

    rewrite(postmortem, cast.lead, "how_detected", "The pager rang at the platform's on-call.")
    assert "Who paged whom?" not in work_of(client, cast.lead)
    assert "<b>Sign</b>" in work_of(client, cast.manager)
