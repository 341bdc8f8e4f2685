"""Readers see who changed what and when; writers bring it back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import Status, Via, Visibility
from postmortems.editing import Edit, commit, operations
from postmortems.editing.history import PAGE_LENGTH
from postmortems.models import Postmortem, TimelineEvent
from tests.factories import AT, MembershipFactory, create_postmortem

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


@pytest.fixture
def postmortem(lead: User) -> Postmortem:
    return create_postmortem(lead=lead)


def address(postmortem: Postmortem, name: str = "history") -> str:
    return reverse(f"postmortems:{name}", args=[postmortem.incident_id])


def change(postmortem: Postmortem, target: str, operation: Any, by: User, minutes: int = 0) -> None:
    postmortem.refresh_from_db()
    edit = Edit(target, operation, base=postmortem.seq)
    at = AT + timedelta(minutes=minutes)
    commit(postmortem.pk, by=by, client="test", edits=[edit], via=Via.FORM, at=at)
    postmortem.refresh_from_db()


def write(postmortem: Postmortem, text: str, by: User, minutes: int = 0) -> None:
    now = Postmortem.objects.get(pk=postmortem.pk).title
    change(postmortem, "answer:title", operations.diff(now, text), by, minutes)


def test_reader_sees_the_words_that_were_added_and_removed(
    client: Client, postmortem: Postmortem, lead: User
) -> None:
    write(postmortem, "Checkout was slow", lead)
    write(postmortem, "Checkout was down", lead, minutes=5)
    client.force_login(lead)

    shown = client.get(address(postmortem)).text

    assert '<del><span class="visually-hidden">removed: </span>slow</del>' in shown
    assert '<ins><span class="visually-hidden">added: </span>down</ins>' in shown
    assert "Incident Summary: Title" in shown
    assert "24 Nov 2026, 09:05 UTC" in shown


def test_history_is_filtered_by_place_and_person(
    client: Client, postmortem: Postmortem, lead: User
) -> None:
    rosa = MembershipFactory.create(team=postmortem.team, user__full_name="Rosa").user
    write(postmortem, "Checkout", lead)
    change(postmortem, "answer:severity", {"set": "P1", "was": ""}, rosa)
    client.force_login(lead)

    by_place = client.get(address(postmortem), {"target": "answer:severity"}).text
    by_person = client.get(address(postmortem), {"person": lead.pk}).text

    assert "Incident Summary: Severity" in by_place
    assert "Incident Summary: Title" not in by_place
    assert "Incident Summary: Title" in by_person
    assert "Incident Summary: Severity" not in by_person


def test_long_history_has_pages_and_asks_no_more(
    client: Client,
    postmortem: Postmortem,
    lead: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(PAGE_LENGTH + 3):
        write(postmortem, f"Checkout {number}", lead, minutes=2 * number)
    client.force_login(lead)

    with django_assert_max_num_queries(9):
        first = client.get(address(postmortem))

    assert first.text.count('class="entry"') == PAGE_LENGTH
    older = client.get(address(postmortem), {"before": first.context["older"]})
    assert older.text.count('class="entry"') == 3


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "²"])
def test_an_odd_page_is_no_error(client: Client, postmortem: Postmortem, before: str) -> None:
    client.force_login(MembershipFactory.create().user)

    assert client.get(address(postmortem), {"before": before}).status_code == 200


def test_panel_shows_the_latest(client: Client, postmortem: Postmortem, lead: User) -> None:
    write(postmortem, "Checkout", lead)
    client.force_login(lead)

    shown = client.get(address(postmortem, "activity")).text

    assert "Lena Lead wrote in Incident Summary: Title" in shown
    assert "<html" not in shown


def test_lead_brings_back_a_text(client: Client, postmortem: Postmortem, lead: User) -> None:
    write(postmortem, "Checkout was slow", lead)
    then = postmortem.seq
    write(postmortem, "", lead, minutes=5)
    client.force_login(lead)

    sent = {"target": "answer:title", "seq": then}
    response = client.post(address(postmortem, "restorations"), sent, follow=True)

    postmortem.refresh_from_db()
    assert postmortem.title == "Checkout was slow"
    assert "Brought back, as a new change." in response.text


def test_lead_brings_back_a_deleted_row(client: Client, postmortem: Postmortem, lead: User) -> None:
    uid = str(uuid4())
    values = {"event": "Pager rang"}
    change(postmortem, "rows:timeline", {"add": uid, "values": values}, lead)
    change(postmortem, "rows:timeline", {"del": uid}, lead)
    client.force_login(lead)

    assert "Bring the row back" in client.get(address(postmortem)).text
    sent = {"target": f"rows:timeline:{uid}", "seq": 0}
    client.post(address(postmortem, "restorations"), sent)

    assert TimelineEvent.objects.get(uid=uid).deleted_at is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"target": "answer:title", "seq": "x"},
        {"target": "answer:nothing", "seq": "1"},
        {"target": "answer:title", "seq": "9" * 40},
    ],
)
def test_what_never_was_is_a_mistake_in_the_request(
    client: Client, postmortem: Postmortem, lead: User, sent: dict[str, str]
) -> None:
    client.force_login(lead)

    assert client.post(address(postmortem, "restorations"), sent).status_code == 400


def test_a_row_that_never_was_gets_a_sentence(
    client: Client, postmortem: Postmortem, lead: User
) -> None:
    client.force_login(lead)

    for target in (f"rows:timeline:{uuid4()}", "rows:nothing:x", f"row:timeline:{uuid4()}:event"):
        sent = {"target": target, "seq": "1"}
        response = client.post(address(postmortem, "restorations"), sent, follow=True)
        assert response.status_code in (200, 400)
        assert "Brought back" not in response.text


def test_viewer_reads_and_cannot_bring_back(client: Client, postmortem: Postmortem) -> None:
    viewer = MembershipFactory.create(team=postmortem.team, role=Role.VIEWER).user
    client.force_login(viewer)

    sent = {"target": "answer:title", "seq": 1}
    assert client.post(address(postmortem, "restorations"), sent).status_code == 403
    assert "Bring back" not in client.get(address(postmortem)).text


def test_frozen_text_is_not_brought_back(
    client: Client, postmortem: Postmortem, lead: User
) -> None:
    write(postmortem, "Checkout", lead)
    Postmortem.objects.filter(pk=postmortem.pk).update(
        status=Status.SIGNED_OFF, locked_at_seq=postmortem.seq, signed_off_at=AT
    )
    client.force_login(lead)

    sent = {"target": "answer:title", "seq": 0}
    assert client.post(address(postmortem, "restorations"), sent).status_code == 403


@pytest.mark.parametrize("name", ["history", "activity"])
def test_outsider_of_a_restricted_one_finds_nothing(client: Client, lead: User, name: str) -> None:
    postmortem = create_postmortem(lead=lead, visibility=Visibility.RESTRICTED)
    client.force_login(MembershipFactory.create().user)

    assert client.get(address(postmortem, name)).status_code == 404
    assert client.post(address(postmortem, "restorations")).status_code == 404


def test_each_address_takes_its_own_method_only(
    client: Client, postmortem: Postmortem, lead: User
) -> None:
    client.force_login(lead)

    assert client.get(address(postmortem, "restorations")).status_code == 405
    assert client.post(address(postmortem)).status_code == 405
    assert client.post(address(postmortem, "activity")).status_code == 405
