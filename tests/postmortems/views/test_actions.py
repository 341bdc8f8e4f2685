"""The board of actions: one's own first, of documents one may read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, Visibility
from postmortems.models import Action, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.promises import close
from tests.postmortems.promises import promise as planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    person: User = MembershipFactory.create(user__full_name="Olga Owner").user
    client.force_login(person)
    return person


def promise(postmortem: Postmortem, title: str, *, days: int = 5, **fields: Any) -> Action:
    """One that falls due in so many days."""
    return planned(postmortem, title, due_on=timezone.now().date() + timedelta(days=days), **fields)


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


def set_status(client: Client, action: Action, **posted: str) -> Any:
    back = {"back": "/actions/?tab=mine&group=week"}
    return client.post(f"{action.get_absolute_url()}status/", posted | back)


@pytest.mark.parametrize("kind", ActionKind)
def test_the_owner_says_from_the_board_how_far_an_action_is(
    client: Client, owner: User, kind: ActionKind
) -> None:
    action = planned(create_postmortem(), "Count twice", kind=kind, owner=owner)
    assert "Status of “Count twice”" in client.get("/actions/").text

    response = set_status(client, action, status="in_progress", was="not_started")

    action.refresh_from_db()
    assert action.status == ActionStatus.IN_PROGRESS
    assert response.headers["Location"] == "/actions/?tab=mine&group=week"
    assert "“Count twice” is in progress now." in client.get(response.headers["Location"]).text


def test_a_status_that_somebody_else_set_meanwhile_is_not_overwritten(
    client: Client, owner: User
) -> None:
    action = planned(create_postmortem(), "Count twice", owner=owner, status="blocked")

    response = set_status(client, action, status="done", words="It ran", was="not_started")

    action.refresh_from_db()
    assert (response.status_code, action.status) == (409, ActionStatus.BLOCKED)
    assert "its status is “Blocked” now" in response.text


def test_a_reader_sees_the_status_and_cannot_set_it(client: Client, owner: User) -> None:
    action = planned(create_postmortem(), "Count twice", owner=UserFactory.create())

    page = client.get("/actions/?tab=all").text

    assert "Not started" in page
    assert "Status of “Count twice”" not in page
    assert "Postpone “Count twice”" not in page
    assert set_status(client, action, status="done").status_code == 403


def test_the_statuses_offered_are_those_it_can_get(client: Client, owner: User) -> None:
    planned(create_postmortem(), "Open", owner=owner)
    planned(create_postmortem(), "Finished", owner=owner, status="done")
    closed = create_postmortem()
    planned(closed, "Over", owner=owner)
    close(closed)

    groups = client.get("/actions/?finished=1").context["groups"]

    offered = {line.action.title: line for _, lines in groups for line in lines}
    assert [label for _, label in offered["Open"].statuses] == [
        "Not started",
        "In progress",
        "Done …",
        "Blocked …",
        "Won't do …",
    ]
    assert [label for _, label in offered["Finished"].statuses] == ["Done", "Not started …"]
    assert not offered["Over"].is_movable


def test_how_often_a_date_slipped_is_shown(client: Client, owner: User) -> None:
    first = date(2026, 12, 4)
    promise(create_postmortem(), "Late again", owner=owner, slips=3, first_due_on=first)

    assert "slipped 3 times, first due 4 Dec 2026" in client.get("/actions/").text


def postpone(client: Client, *actions: Action, **posted: str) -> Any:
    chosen = {"action": [str(action.uid) for action in actions]}
    later = {"to": f"{timezone.now().date() + timedelta(days=30)}", "reason": "The freeze"}
    address = "/actions/postponements/?tab=team&group=owner"
    return client.post(address, chosen | later | posted)


def test_several_are_postponed_with_one_reason(client: Client, owner: User) -> None:
    one = promise(create_postmortem(), "One", owner=owner)
    two = promise(create_postmortem(), "Two", owner=owner)
    rest = promise(create_postmortem(), "Rest", owner=owner)

    response = postpone(client, one, two)

    assert response.headers["Location"] == "/actions/?tab=team&group=owner"
    assert set(Action.objects.filter(slips=1)) == {one, two}
    assert Action.objects.get(pk=rest.pk).due_on == rest.due_on
    told = client.get("/actions/").text
    assert "2 actions are due" in told


def test_of_several_all_or_none_are_postponed_and_the_refused_ones_named(
    client: Client, owner: User
) -> None:
    fine = promise(create_postmortem(), "Fine", owner=owner)
    done = promise(create_postmortem(), "Finished meanwhile", owner=owner, status="done")
    others = promise(create_postmortem(), "Another’s", owner=UserFactory.create())

    response = postpone(client, fine, done, others)

    assert response.status_code == 409
    assert "“Finished meanwhile”: Its status is “Done”: reopen it first." in response.text
    assert "“Another’s”: Its owner, the two leads" in response.text
    assert "“Fine”:" not in response.text
    assert "The freeze" in response.text
    assert not Action.objects.filter(slips__gt=0).exists()


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"to": ""}, "This field is required."),
        ({"reason": ""}, "This field is required."),
        ({"action": []}, "Tick the actions to postpone."),
        ({"action": ["not-a-uid"]}, "not a valid UUID"),
    ],
)
def test_what_a_postponement_lacks_is_told_and_the_ticks_stay(
    client: Client, owner: User, posted: dict[str, Any], words: str
) -> None:
    action = promise(create_postmortem(lead=owner), "Mine", owner=owner)

    response = postpone(client, action, **posted)

    assert response.status_code == 422
    assert words in response.text
    assert ("checked" in response.text) == ("action" not in posted)
    assert not Action.objects.filter(slips__gt=0).exists()


def test_nobody_postpones_what_they_may_not_see(client: Client, owner: User) -> None:
    hidden = create_postmortem(visibility=Visibility.RESTRICTED)
    secret = promise(hidden, "Secret", owner=UserFactory.create())

    response = postpone(client, secret)

    assert response.status_code == 422
    assert "Secret" not in response.text


def test_what_a_person_owes_is_on_a_page_of_theirs(client: Client, owner: User) -> None:
    person = UserFactory.create(full_name="Petra Promise")
    postmortem = create_postmortem(lead=owner)
    promise(postmortem, "In a while", days=9, owner=person)
    promise(postmortem, "Most late", days=-9, owner=person, slips=2, first_due_on=date(2026, 1, 1))
    promise(postmortem, "Late", days=-2, owner=person)
    promise(postmortem, "Finished", owner=person, status=ActionStatus.DONE)
    promise(postmortem, "Another’s", owner=owner)
    hidden = create_postmortem(visibility=Visibility.RESTRICTED)
    promise(hidden, "Secret", owner=person)

    page = client.get(f"/actions/?owner={person.pk}")

    assert "What Petra Promise owes" in page.text
    assert "3 open actions" in page.text
    assert "2 overdue" in page.text
    assert "1 finished · due dates slipped 2 times" in page.text
    titles = [line.action.title for _, lines in page.context["groups"] for line in lines]
    assert titles == ["Most late", "Late", "In a while"]


def test_people_and_the_board_lead_to_what_one_owes(client: Client, owner: User) -> None:
    promise(create_postmortem(), "Mine", owner=owner)
    address = f"/actions/?owner={owner.pk}"

    assert address in client.get("/people/").text
    assert address in client.get("/actions/").text
    assert "What you owe" in client.get(address).text


def test_who_has_left_still_has_their_page(client: Client, owner: User) -> None:
    gone = UserFactory.create(is_active=False)
    promise(create_postmortem(), "Left behind", owner=gone)

    page = client.get(f"/actions/?owner={gone.pk}").text

    assert "has left" in page
    assert "Left behind" in page


@pytest.mark.parametrize("number", ["0", "nobody", "9" * 30])
def test_a_person_there_is_not_has_no_page(client: Client, owner: User, number: str) -> None:
    assert client.get(f"/actions/?owner={number}").status_code == 404


def test_the_page_of_a_person_asks_the_database_eight_times_at_most(
    client: Client, owner: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for days in range(-10, 20):
        promise(create_postmortem(lead=owner), f"Promise {days}", days=days, owner=owner)

    with django_assert_max_num_queries(8):
        response = client.get(f"/actions/?owner={owner.pk}")

    assert sum(len(lines) for _, lines in response.context["groups"]) == 30
