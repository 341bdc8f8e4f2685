"""The page of what waits and what was given up."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from notifications.models import Email
from notifications.models.email import EmailState
from notifications.outbox import deliver_due, put
from tests.factories import AT
from tests.sink import Sink

OUTBOX = "/outbox/"


@pytest.fixture
def dead(sink: Sink) -> Email:
    email = put(to="bad@example.com", subject="Look here", text="", at=AT)
    put(to="later@example.com", subject="Wait here", text="", at=AT)
    deliver_due(now=AT)
    return email


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_administrator_sees_why_a_mail_was_given_up_and_what_waits(
    signed_in: Client, dead: Email
) -> None:
    page = signed_in.get(OUTBOX)

    assert "There is nobody of that name" in page.text
    assert "refused (550)" in page.text
    assert "Wait here" in page.text
    assert "Come back later" in page.text


def test_an_empty_outbox_says_so(signed_in: Client) -> None:
    page = signed_in.get(OUTBOX)

    assert "No mail was given up." in page.text
    assert "Nothing waits." in page.text


@pytest.mark.parametrize("path", ["/outbox/retries/", "/outbox/{}/retries/"])
def test_administrator_lets_a_dead_mail_be_tried_again(
    signed_in: Client, dead: Email, path: str
) -> None:
    page = signed_in.post(path.format(dead.pk), follow=True)

    dead.refresh_from_db()
    assert dead.state == EmailState.PENDING
    assert "Tried again within a minute" in page.text


def test_a_mail_whose_words_are_gone_is_not_tried_again(signed_in: Client, dead: Email) -> None:
    Email.objects.filter(pk=dead.pk).update(holds_secret=True)

    page = signed_in.post(f"/outbox/{dead.pk}/retries/", follow=True)
    assert "and were emptied" in page.text
    assert "None of these mails" in signed_in.post("/outbox/retries/", follow=True).text

    dead.refresh_from_db()
    assert dead.state == EmailState.DEAD


def test_only_a_dead_mail_is_tried_again(signed_in: Client) -> None:
    email = put(to="ada@example.com", subject="Look", text="", at=AT)

    assert signed_in.post(f"/outbox/{email.pk}/retries/").status_code == 404
    assert signed_in.post(f"/outbox/{uuid4()}/retries/").status_code == 404


def test_for_others_there_is_no_outbox(client: Client, manager: User) -> None:
    client.force_login(manager)

    assert client.get(OUTBOX).status_code == 404
    assert client.post("/outbox/retries/").status_code == 404
