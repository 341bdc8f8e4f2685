"""The post-mortem as it is read: typeset, complete, and quiet about what is not answered."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from postmortems.choices import ActionKind, Visibility
from postmortems.content import Content
from postmortems.document import SECTIONS
from postmortems.models import Postmortem
from tests.factories import MembershipFactory, create_postmortem
from tests.postmortems.promises import promise

pytestmark = pytest.mark.django_db

WRITTEN = Content(
    {
        "title": "Checkout was slow",
        "severity": "P1",
        "impact_summary": "Carts **stayed** full.\n\n- one\n- two",
    },
    {
        "timeline": (
            {"milestone": "impact_started", "time": "2026-11-20 14:05", "event": "It began"},
            {"milestone": "resolved", "time": "2026-11-20 16:25", "event": "Rolled back"},
            *({"time": f"2026-11-20 15:{n:02}", "event": f"Step {n}"} for n in range(58)),
        ),
        "whys": ({"answer": "The driver was missing"}, {"answer": "Nobody pins kernels"}),
        "short-term-actions": ({"title": "Pin the kernel", "owner": "Rosa Responder"},),
    },
)


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


def address(postmortem: Postmortem) -> str:
    return reverse("postmortems:review", args=[postmortem.incident_id])


def test_reader_sees_everything_that_was_written(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead, content=WRITTEN)
    client.force_login(lead)

    shown = client.get(address(postmortem)).text

    for words in ("Checkout was slow", "Carts <strong>stayed</strong> full.", "2 h 20 min"):
        assert words in shown
    for words in ("Rolled back", "Step 57", "Nobody pins kernels", "Pin the kernel", "Rosa Resp"):
        assert words in shown
    assert "Not answered" in shown


def test_metrics_say_whether_they_are_back_to_normal(client: Client, lead: User) -> None:
    latency = {"before": "1.8", "after": "2.3", "unit": "s, p95", "better": "lower"}
    metrics = (
        {"name": "Latency percentiles", "is_included": "yes", "note": "It *waits*.", **latency},
        {"name": "Tool success rates", "not_relevant": "checkout calls no tools"},
    )
    postmortem = create_postmortem(lead=lead, content=Content({}, {"metrics": metrics}))
    client.force_login(lead)

    shown = client.get(address(postmortem)).text

    assert "28 % still worse" in shown
    assert "It <em>waits</em>." in shown
    assert "Not relevant because checkout calls no tools" in shown


def test_sections_are_numbered_and_signed_at_the_foot(client: Client, lead: User) -> None:
    client.force_login(lead)

    shown = client.get(address(create_postmortem(lead=lead))).text

    for section in SECTIONS:
        assert section.title in shown
    assert '<span class="number">13</span>' in shown
    assert "ot signed yet" in shown


def test_review_holds_no_field(client: Client, lead: User) -> None:
    client.force_login(lead)

    shown = client.get(address(create_postmortem(lead=lead, content=WRITTEN))).text

    assert "<textarea" not in shown
    assert 'class="field' not in shown


def test_review_asks_the_database_as_often_for_a_long_one(
    client: Client, lead: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    postmortem = create_postmortem(lead=lead, content=WRITTEN)
    client.force_login(lead)

    with django_assert_max_num_queries(17):
        client.get(address(postmortem))


def test_words_cannot_become_markup(client: Client, lead: User) -> None:
    evil = "<script>alert(1)</script>"
    content = Content(
        {"title": evil, "impact_summary": evil}, {"timeline": ({"time": evil, "event": evil},)}
    )
    client.force_login(lead)

    shown = client.get(address(create_postmortem(lead=lead, content=content))).text

    assert evil not in shown


def test_outsider_of_a_restricted_one_finds_nothing(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead, visibility=Visibility.RESTRICTED)
    client.force_login(MembershipFactory.create().user)

    assert client.get(address(postmortem)).status_code == 404


def test_review_is_only_read(client: Client, lead: User) -> None:
    client.force_login(lead)

    assert client.post(address(create_postmortem(lead=lead))).status_code == 405


def test_slips_evidence_and_hidden_statuses_of_actions_are_shown(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    first = date(2026, 12, 4)
    late = promise(postmortem, "Late", owner=lead, slips=2, first_due_on=first)
    issue = promise(postmortem, "Limits", kind=ActionKind.SYSTEMIC, status="blocked")
    done = promise(postmortem, "Alert", kind=ActionKind.DETECTION, status="done", evidence="#42")

    client.force_login(lead)
    for place in (address(postmortem), postmortem.get_absolute_url()):
        page = client.get(place).text

        assert "Slipped twice, first due 4 Dec 2026." in page
        assert "#42" in page
        for action in (late, issue, done):
            assert f'href="{action.get_absolute_url()}"' in page
    assert "Blocked. " in client.get(address(postmortem)).text
