"""Closing: refused with everything that is still open, each with the way to it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from postmortems.choices import ActionStatus, CheckAnswer, Status
from postmortems.follow_ups import Reply
from postmortems.models import Postmortem
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off, promise

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
    return create_signed_off(cast)


def closure(postmortem: Postmortem) -> str:
    return f"{postmortem.get_absolute_url()}closure/"


def settle(postmortem: Postmortem, by: User) -> None:
    for check in postmortem.checks.unanswered():
        check.answer_with(Reply(CheckAnswer.YES), by=by, at=LATER)


def status_of(postmortem: Postmortem) -> str:
    return Postmortem.objects.get(pk=postmortem.pk).status


def test_manager_closes_what_is_settled(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    settle(postmortem, cast["lead"])
    client.force_login(cast["manager"])

    assert "Nothing stands against it" in client.get(closure(postmortem)).text
    response = client.post(closure(postmortem), follow=True)

    assert "Closed. Everything that was promised" in response.text
    assert status_of(postmortem) == Status.CLOSED
    assert "closed on 2 Dec 2026, 09:00 UTC" in client.get(closure(postmortem)).text


def test_what_stands_against_it_is_listed_as_it_is_refused(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    cap = promise(postmortem, "Cap the retries", status=ActionStatus.BLOCKED)
    first = postmortem.checks.get(period="week")
    client.force_login(cast["lead"])

    shown = client.get(closure(postmortem)).text
    refused = client.post(closure(postmortem))

    assert refused.status_code == 409
    assert status_of(postmortem) == Status.SIGNED_OFF
    for text in (shown, refused.text):
        assert "“Cap the retries” is blocked" in text
        assert "planned for 1 Dec 2026" in text
        assert f'href="{postmortem.get_absolute_url()}#row-{cap.uid}"' in text
        assert f'href="{first.get_absolute_url()}"' in text
    assert "Close it" not in shown


def test_the_checks_page_says_how_much_stands_against_it(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    client.force_login(cast["lead"])
    address = f"{postmortem.get_absolute_url()}checks/"

    assert "3 things stand against closing it" in client.get(address).text
    settle(postmortem, cast["lead"])
    assert "Close this post-mortem" in client.get(address).text


def test_it_is_closed_once(client: Client, cast: dict[str, User], postmortem: Postmortem) -> None:
    settle(postmortem, cast["lead"])
    client.force_login(cast["lead"])
    client.post(closure(postmortem))

    again = client.post(closure(postmortem))

    assert again.status_code == 409
    assert "is “Closed” by now" in again.text


@pytest.mark.parametrize("name", ["responder", "viewer", "outsider"])
def test_readers_do_not_close(
    client: Client, cast: dict[str, User], postmortem: Postmortem, name: str
) -> None:
    settle(postmortem, cast["lead"])
    client.force_login(cast[name])

    assert "Close it" not in client.get(closure(postmortem)).text
    assert client.post(closure(postmortem)).status_code == 403
    assert status_of(postmortem) == Status.SIGNED_OFF
