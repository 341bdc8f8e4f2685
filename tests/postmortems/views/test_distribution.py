"""Sharing: who was told which version, and whom the page offers to tell."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from postmortems.choices import Visibility
from postmortems.models import Distribution, Impact, Postmortem, Share
from tests.factories import UserFactory, create_postmortem
from tests.postmortems.signed_off import (
    LATER,
    audience_of,
    create_cast,
    create_signed_off,
    give_signature,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


@pytest.fixture
def postmortem(cast: dict[str, User]) -> Postmortem:
    signed = create_signed_off(cast)
    give_signature(signed, cast["engineer"])
    return signed


def address(postmortem: Postmortem) -> str:
    return f"{postmortem.get_absolute_url()}distribution/"


def share(client: Client, postmortem: Postmortem, by: User, **typed: object) -> tuple[int, str]:
    """The status of the answer, and its page."""
    client.force_login(by)
    response = client.post(address(postmortem), typed)
    return response.status_code, response.text


def offered(page: str) -> set[int]:
    """The audiences one can choose."""
    return {int(pk) for pk in re.findall(r'name="audience"\s+value="(\d+)"', page)}


def shown_to(client: Client, postmortem: Postmortem, reader: User) -> str:
    client.force_login(reader)
    return client.get(address(postmortem)).text


def test_lead_shares_the_signed_text_and_readers_see_with_whom(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    team = audience_of(postmortem, "Engineering")
    people = [cast["viewer"].pk, cast["outsider"].pk]

    status, _ = share(client, postmortem, cast["lead"], audience=team.pk, recipients=people)

    shown = shown_to(client, postmortem, cast["viewer"])
    assert status == 302
    assert "shared the signed text 5e5e5e5e5e5e" in shown
    assert "with Otto Outsider, Viewer Viewerson" in shown
    assert "2 Dec 2026, 09:00 UTC" in shown
    team.refresh_from_db()
    assert team.is_shared


def test_a_draft_is_shared_as_what_it_is(client: Client, cast: dict[str, User]) -> None:
    draft = create_postmortem(lead=cast["lead"])
    Postmortem.objects.filter(pk=draft.pk).update(seq=231)
    product = audience_of(draft, "Product")

    share(client, draft, cast["manager"], audience=product.pk, note="Weekly call")

    shown = shown_to(client, draft, cast["manager"])
    assert "shared the draft at change 231" in shown
    assert "told here: Weekly call" in shown


def test_somebody_must_be_told(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    team = audience_of(postmortem, "Engineering")

    nobody = share(client, postmortem, cast["lead"], audience=team.pk, note=" ")
    nowhere = share(client, postmortem, cast["lead"], note="All hands of 27 Nov")

    assert (nobody[0], nowhere[0]) == (422, 422)
    assert "Choose who is told" in nobody[1]
    assert "Choose an audience" in nowhere[1]
    assert "All hands of 27 Nov" in nowhere[1]
    assert not Share.objects.exists()


def test_only_those_who_may_read_it_are_offered(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    Postmortem.objects.update(visibility=Visibility.TEAM)
    team = audience_of(postmortem, "Engineering")

    shown = shown_to(client, postmortem, cast["lead"])
    outside = [cast["outsider"].pk]
    forced, _ = share(client, postmortem, cast["lead"], audience=team.pk, recipients=outside)

    assert "Viewer Viewerson" in shown
    assert "Otto Outsider" not in shown
    assert forced == 422
    assert not Share.objects.exists()


def test_leadership_and_customers_are_offered_by_the_template_s_rules(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    grave = shown_to(client, postmortem, cast["lead"])
    Postmortem.objects.update(severity="P3")
    Impact.objects.update(users_affected="none")

    mild = shown_to(client, postmortem, cast["lead"])
    leaders = audience_of(postmortem, "Leadership")
    status, page = share(client, postmortem, cast["lead"], audience=leaders.pk, note="Board letter")

    assert "P0 and P1 only;" not in grave
    assert "Leadership is told of P0 and P1 only; this one is P3." in mild
    assert "the incident affected no customers" in mild
    assert leaders.pk in offered(grave)
    assert leaders.pk not in offered(mild)
    assert status == 409
    assert "Board letter" in page


@pytest.mark.parametrize("name", ["viewer", "engineer", "outsider"])
def test_who_does_not_steer_looks_and_does_not_share(
    client: Client, cast: dict[str, User], postmortem: Postmortem, name: str
) -> None:
    team = audience_of(postmortem, "Engineering")

    shown = shown_to(client, postmortem, cast[name])
    status, _ = share(client, postmortem, cast[name], audience=team.pk, note="Hallway")

    assert "The leads and the team’s managers share it." in shown
    assert status == 403
    assert not Share.objects.exists()


def test_outsider_finds_nothing_of_a_restricted_one(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    Postmortem.objects.update(visibility=Visibility.RESTRICTED)
    client.force_login(cast["outsider"])

    assert client.get(address(postmortem)).status_code == 404


def test_the_document_leads_there_and_keeps_its_ticks(
    client: Client, cast: dict[str, User]
) -> None:
    draft = create_postmortem(lead=cast["lead"])
    audience = Distribution.objects.filter(postmortem=draft)[0]
    client.force_login(cast["lead"])

    shown = client.get(draft.get_absolute_url()).text

    assert f'href="{address(draft)}"' in shown
    assert f'name="row-distribution-{audience.uid}-is_shared"' in shown


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_asks_the_database_eleven_times_at_most(
    client: Client,
    cast: dict[str, User],
    postmortem: Postmortem,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    team = audience_of(postmortem, "Engineering")
    for number in range(many):
        reader = UserFactory.create()
        team.share(by=cast["lead"], at=LATER, recipients=[reader], note=f"Talk {number}")
    client.force_login(cast["lead"])

    with django_assert_max_num_queries(11):
        client.get(address(postmortem))
