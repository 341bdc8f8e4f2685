"""The board of actions: one's own first, of documents one may read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, Visibility
from postmortems.models import Action, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    person: User = MembershipFactory.create(user__full_name="Olga Owner").user
    client.force_login(person)
    return person


def promise(postmortem: Postmortem, title: str, *, days: int = 5, **fields: object) -> Action:
    due = timezone.now().date() + timedelta(days=days)
    return Action.objects.create(
        postmortem=postmortem, kind=ActionKind.LONG_TERM, title=title, due_on=due, **fields
    )


def test_ones_own_open_actions_come_first(client: Client, owner: User) -> None:
    postmortem = create_postmortem(lead=owner)
    promise(postmortem, "Mine", owner=owner)
    promise(postmortem, "Another’s", owner=UserFactory.create())
    promise(postmortem, "Finished", owner=owner, status=ActionStatus.DONE)

    page = client.get("/actions/").text

    assert "Mine" in page
    assert "Another’s" not in page
    assert "Finished" not in page
    assert "Finished" in client.get("/actions/?finished=1").text


def test_the_team_sees_what_is_late_and_whose_it_is(client: Client, owner: User) -> None:
    postmortem = create_postmortem(lead=owner)
    promise(postmortem, "Late", days=-2, owner_name="the night shift")
    promise(postmortem, "In time", owner=owner)

    response = client.get("/actions/?tab=overdue&group=owner")

    assert "2 days late" in response.text
    assert "In time" not in response.text
    assert [name for name, _ in response.context["groups"]] == ["the night shift"]


def test_actions_of_documents_one_may_not_read_are_not_shown(client: Client, owner: User) -> None:
    hidden = create_postmortem(visibility=Visibility.RESTRICTED)
    promise(hidden, "Secret of others", owner=UserFactory.create())
    promise(hidden, "My own part", owner=owner)

    page = client.get("/actions/?tab=all").text

    assert "Secret of others" not in page
    assert "My own part" in page
    assert hidden.get_absolute_url() not in page


@pytest.mark.parametrize("group", ["owner", "week", "team", "nonsense"])
def test_every_grouping_asks_the_database_six_times_at_most(
    client: Client, owner: User, group: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    postmortem = create_postmortem(lead=owner)
    for days in range(-10, 20):
        promise(postmortem, f"Promise {days}", days=days, owner=owner)

    with django_assert_max_num_queries(6):
        response = client.get(f"/actions/?tab=all&group={group}")

    assert sum(len(lines) for _, lines in response.context["groups"]) == 30


def planned(postmortem: Postmortem, title: str, **fields: object) -> Action:
    return Action.objects.create(
        postmortem=postmortem, kind=ActionKind.SHORT_TERM, title=title, **fields
    )


def test_the_owner_says_from_the_board_how_far_an_action_is(client: Client, owner: User) -> None:
    postmortem = create_postmortem(lead=owner)
    action = planned(postmortem, "Count twice", owner=owner)
    address = f"{postmortem.get_absolute_url()}actions/{action.uid}/status/?tab=mine&group=week"

    response = client.post(address, {"status": "in_progress", "was": ""})

    action.refresh_from_db()
    assert action.status == ActionStatus.IN_PROGRESS
    assert response.headers["Location"] == "/actions/?tab=mine&group=week"
    assert postmortem.changes.filter(user=owner, target__endswith=":status").exists()


def test_a_status_that_somebody_else_set_meanwhile_is_not_overwritten(
    client: Client, owner: User
) -> None:
    postmortem = create_postmortem(lead=owner)
    action = planned(postmortem, "Count twice", owner=owner, status=ActionStatus.BLOCKED)
    address = f"{postmortem.get_absolute_url()}actions/{action.uid}/status/"

    page = client.post(address, {"status": "done", "was": ""}, follow=True)

    action.refresh_from_db()
    assert action.status == ActionStatus.BLOCKED
    assert "Somebody else has changed this meanwhile" in page.text


def test_a_viewer_sees_the_status_and_cannot_set_it(client: Client, owner: User) -> None:
    postmortem = create_postmortem()
    action = planned(postmortem, "Count twice", owner=UserFactory.create())

    page = client.get("/actions/?tab=all").text
    response = client.post(
        f"{postmortem.get_absolute_url()}actions/{action.uid}/status/", {"status": "done"}
    )

    assert "Not started" in page
    assert "Status of “Count twice”" not in page
    assert response.status_code == 403
