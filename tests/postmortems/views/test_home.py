"""My work: what waits for a person, the most urgent first."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, Visibility
from postmortems.deadlines import due_words
from postmortems.models import Action, Postmortem
from tests.factories import MembershipFactory, create_postmortem
from tests.postmortems.signed_off import create_cast, create_signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> User:
    person: User = MembershipFactory.create(user__full_name="Lena Lead").user
    client.force_login(person)
    return person


def promise(postmortem: Postmortem, owner: User, title: str, *, days: int, **fields: str) -> Action:
    due = timezone.now().date() + timedelta(days=days)
    kind = ActionKind.SHORT_TERM
    return Action.objects.create(
        postmortem=postmortem, kind=kind, title=title, owner=owner, due_on=due, **fields
    )


def test_a_newcomer_is_told_what_the_product_is_for(client: Client, lead: User) -> None:
    page = client.get("/").text

    assert "Nothing waits for you" in page
    assert "Start a post-mortem" in page
    assert "Import one" in page


def test_what_is_most_urgent_comes_first(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    Postmortem.objects.update(
        title="Retry loop",
        postmortem_lead=lead,
        resolved_at=timezone.now() - timedelta(hours=31),
    )
    promise(postmortem, lead, "Page the on-call", days=-3)
    promise(postmortem, lead, "Write it down", days=4)
    promise(postmortem, lead, "Done already", days=-9, status=ActionStatus.DONE)

    work = client.get("/").context["work"]

    assert work.headline == "Three things wait for you"
    assert [(task.verb, task.title, task.when) for task in work.today] == [
        ("Complete", "Page the on-call", "3 days late"),
        ("Finish", "Retry loop", work.today[1].when),
    ]
    assert [(task.title, task.when) for task in work.week] == [("Write it down", "due in 4 days")]


def test_an_owner_sees_their_action_of_a_document_they_cannot_read(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(visibility=Visibility.RESTRICTED)
    action = promise(postmortem, lead, "Rotate the keys", days=1)

    page = client.get("/").text

    assert f'<a href="{action.get_absolute_url()}">Rotate the keys</a>' in page
    assert postmortem.get_absolute_url() not in page


def test_the_page_asks_the_database_thirteen_times_at_most(
    client: Client, lead: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(3):
        postmortem = create_postmortem(lead=lead)
        promise(postmortem, lead, f"Promise {number}", days=number)
    Postmortem.objects.update(postmortem_lead=lead)

    with django_assert_max_num_queries(13):
        client.get("/")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "1 day late"),
        (-12, "12 days late"),
        (0, "due today"),
        (1, "due tomorrow"),
        (3, "due in 3 days"),
    ],
)
def test_due_dates_are_said_in_words(days: int, words: str) -> None:
    on = date(2026, 11, 24)

    assert due_words(on + timedelta(days=days), on=on) == words
    assert due_words(None, on=on) == "no date"


def test_a_check_waits_for_its_lead_two_days_before_and_for_the_manager_a_week_after(
    client: Client,
) -> None:
    cast = create_cast()
    postmortem = create_signed_off(cast)
    week = postmortem.checks.get(period="week")

    def asked(name: str, *, days: int) -> bool:
        with time_machine.travel(week.planned_at + timedelta(days=days), tick=False):
            client.force_login(cast[name])
            return f'href="{week.get_absolute_url()}"' in client.get("/").text

    assert [asked("lead", days=days) for days in (-3, -2, 0, 8)] == [False, True, True, True]
    assert [asked("engineer", days=days) for days in (0, 6, 7)] == [False, False, True]
    assert not asked("responder", days=8)


def test_a_late_check_stands_among_the_rest_by_its_lateness(client: Client) -> None:
    cast = create_cast()
    postmortem = create_signed_off(cast)
    week = postmortem.checks.get(period="week")

    with time_machine.travel(week.planned_at + timedelta(days=3), tick=False):
        client.force_login(cast["lead"])
        promise(postmortem, cast["lead"], "Add a budget", days=-1)
        promise(postmortem, cast["lead"], "Look at the logs", days=-5)
        tasks = client.get("/").context["work"].today

    assert [task.title for task in tasks] == [
        "Look at the logs",
        "Short-term actions completed?",
        "Add a budget",
    ]
    assert (tasks[1].verb, tasks[1].when, tasks[1].css) == ("Answer", "3 days late", "bad")
