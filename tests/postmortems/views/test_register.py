"""The register shows what one may read, filtered and sorted by its address."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from postmortems.choices import CheckAnswer, Visibility
from postmortems.follow_ups import Reply
from postmortems.models import Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off

pytestmark = pytest.mark.django_db

REGISTER = "/postmortems/"


@pytest.fixture
def lead(client: Client) -> User:
    person: User = MembershipFactory.create(user__full_name="Lena Lead").user
    client.force_login(person)
    return person


def create_titled(lead: User, title: str, **fields: object) -> Postmortem:
    postmortem = create_postmortem(lead=lead)
    Postmortem.objects.filter(pk=postmortem.pk).update(title=title, **fields)
    return postmortem


def titles(client: Client, query: str = "") -> list[str]:
    lines = client.get(REGISTER + query).context["lines"]
    return [line.postmortem.title for line in lines]


def test_everybody_signed_in_reads_the_organisations_post_mortems(
    client: Client, lead: User
) -> None:
    create_titled(lead, "Queue stood still")
    create_titled(lead, "Keys leaked", visibility=Visibility.TEAM)
    client.force_login(UserFactory.create())

    assert titles(client) == ["Queue stood still"]


def test_words_of_id_title_or_impact_are_found(client: Client, lead: User) -> None:
    create_titled(lead, "Queue stood still")
    create_titled(lead, "Retry loop", impact_summary="The queue was long")
    create_titled(lead, "Index was old")

    assert set(titles(client, "?q=QUEUE")) == {"Queue stood still", "Retry loop"}
    assert titles(client, "?q=INC-2026-3") == ["Index was old"]


def test_filters_and_sort_stand_in_the_address(client: Client, lead: User) -> None:
    create_titled(lead, "B", severity="P1", completion=10)
    create_titled(lead, "A", severity="P0", completion=90)
    create_titled(lead, "C", severity="P1", completion=50)

    assert titles(client, "?severity=P1&sort=title") == ["B", "C"]
    assert titles(client, "?sort=complete") == ["B", "C", "A"]
    assert titles(client, "?sort=-complete") == ["A", "C", "B"]
    assert titles(client, "?team=payments") == []
    assert len(titles(client, "?severity=nonsense&sort=nonsense&page=x")) == 3


def test_overdue_ones_are_one_click_away(client: Client, lead: User) -> None:
    now = timezone.now()
    create_titled(lead, "Late", resolved_at=now - timedelta(hours=53))
    create_titled(lead, "In time", resolved_at=now - timedelta(hours=31))

    response = client.get(REGISTER + "?show=overdue")

    assert "overdue by 5 h" in response.text
    assert [link.count for link in response.context["quick"]] == [2, 2, 1, 0]
    assert titles(client, "?show=overdue") == ["Late"]


def test_a_filter_swaps_the_table_only(client: Client, lead: User) -> None:
    create_titled(lead, "Queue stood still")

    response = client.get(REGISTER, headers={"HX-Request": "true"})

    assert "Queue stood still" in response.text
    assert "<html" not in response.text


def test_the_page_asks_the_database_ten_times_at_most(
    client: Client, lead: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    team = lead.memberships.get().team
    now = timezone.now()
    Postmortem.objects.bulk_create(
        Postmortem(team=team, incident_id=f"PM-{n}", opened_at=now, postmortem_lead=lead)
        for n in range(120)
    )

    with django_assert_max_num_queries(10):
        response = client.get(REGISTER)

    assert len(response.context["lines"]) == 50
    assert "1 to 50 of 120" in response.text


def test_a_page_leads_to_its_neighbours_and_keeps_the_filter(client: Client, lead: User) -> None:
    team = lead.memberships.get().team
    Postmortem.objects.bulk_create(
        Postmortem(team=team, incident_id=f"PM-{n}", severity="P1", opened_at=timezone.now())
        for n in range(120)
    )

    response = client.get(REGISTER, {"severity": "P1", "page": "2"})

    assert "51 to 100 of 120" in response.text
    links = re.findall(r'href="([^"]*page=\d)"', response.text)
    assert {link.rpartition("page=")[2] for link in links} == {"1", "3"}
    assert all("severity=P1" in link for link in links)


def test_the_next_check_is_known_after_the_sign_off(client: Client) -> None:
    cast = create_cast()
    signed, draft = create_signed_off(cast), create_postmortem(lead=cast["lead"])
    Postmortem.objects.filter(pk=draft.pk).update(postmortem_on=date(2026, 11, 24))
    signed.checks.get(period="week").answer_with(Reply(CheckAnswer.YES), by=cast["lead"], at=LATER)
    client.force_login(cast["lead"])

    response = client.get(REGISTER + "?show=all")

    lines = {line.postmortem.pk: line for line in response.context["lines"]}
    assert lines[signed.pk].next_check == date(2026, 12, 24)
    assert lines[draft.pk].next_check is None
    assert "after sign‑off" in response.text
    assert "24 Dec 2026" in response.text
