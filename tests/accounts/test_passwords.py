"""Resetting and changing a password."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.pages import press, sign_in
from tests.factories import PASSWORD, UserFactory

NEW = "four grey herons standing"
LINK = re.compile(r"https?://\S+/accounts/password/reset/key/\S+")


def ask_for_reset(client: Client, email: str, host: str = "testserver") -> None:
    response = client.post("/accounts/password/reset/", {"email": email}, HTTP_HOST=host)
    assert response["Location"] == "/accounts/password/reset/done/"


def path_in(mail: EmailMessage) -> str:
    (link,) = LINK.findall(str(mail.body))
    return "/" + str(link).split("/", 3)[3]


def choose(client: Client, path: str, password: str = NEW) -> object:
    page = client.get(path, follow=True)
    return press(client, page, "Change password", password1=password, password2=password)


def test_reset_link_starts_with_the_sites_address_whatever_the_host(
    client: Client, lead: User, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.SITE_URL = "https://afterword.example"

    ask_for_reset(client, lead.email, host="localhost:1234")

    (mail,) = mailoutbox
    (link,) = LINK.findall(str(mail.body))
    assert link.startswith("https://afterword.example/accounts/password/reset/key/")
    assert "localhost" not in f"{mail.subject} {mail.body}"
    assert mail.to == [lead.email]


def test_forged_host_is_refused(client: Client, lead: User) -> None:
    response = client.post(
        "/accounts/password/reset/", {"email": lead.email}, HTTP_HOST="evil.test"
    )

    assert response.status_code == 400


def test_lead_chooses_a_new_password_and_is_signed_in(
    client: Client, lead: User, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_reset(client, lead.email)

    choose(client, path_in(mailoutbox[0]))

    assert client.get("/people/").status_code == 200
    assert sign_in(Client(), lead.email, NEW).status_code == 302
    assert not EmailAddress.objects.exists()


def test_reset_ends_every_other_session(
    client: Client, lead: User, mailoutbox: list[EmailMessage]
) -> None:
    stolen = Client()
    stolen.force_login(lead)
    ask_for_reset(client, lead.email)

    choose(client, path_in(mailoutbox[0]))

    assert stolen.get("/people/").status_code == 302


def test_reset_link_works_once(client: Client, lead: User, mailoutbox: list[EmailMessage]) -> None:
    ask_for_reset(client, lead.email)
    path = path_in(mailoutbox[0])
    choose(client, path)

    page = Client().get(path, follow=True)

    assert "no longer works" in page.text


def test_looking_at_the_reset_link_changes_nothing(
    client: Client, lead: User, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_reset(client, lead.email)
    for _ in range(2):
        Client().get(path_in(mailoutbox[0]), follow=True)

    assert sign_in(Client(), lead.email).status_code == 302


def test_forged_reset_link_is_refused(client: Client, lead: User) -> None:
    page = client.get(f"/accounts/password/reset/key/{lead.pk}-abc-0123456789/")

    assert "no longer works" in page.text


def test_unknown_address_gets_the_same_answer_and_a_mail_without_a_link(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_reset(client, "nobody@example.com")

    (mail,) = mailoutbox
    assert mail.to == ["nobody@example.com"]
    assert not LINK.search(str(mail.body))


def test_person_who_has_left_gets_no_link(client: Client, mailoutbox: list[EmailMessage]) -> None:
    gone = UserFactory.create(is_active=False)

    ask_for_reset(client, gone.email)

    assert not LINK.search(str(mailoutbox[0].body))


def test_weak_new_password_is_refused(
    client: Client, lead: User, mailoutbox: list[EmailMessage]
) -> None:
    ask_for_reset(client, lead.email)

    choose(client, path_in(mailoutbox[0]), "password")

    assert sign_in(Client(), lead.email).status_code == 302


def test_sixth_reset_within_the_hour_is_refused(client: Client, lead: User) -> None:
    for _ in range(5):
        ask_for_reset(client, lead.email)

    response = client.post("/accounts/password/reset/", {"email": lead.email})

    assert response.status_code == 429


@pytest.fixture
def signed_in(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def change(client: Client, old: str) -> object:
    page = client.get("/accounts/password/change/")
    return press(client, page, "Change password", oldpassword=old, password1=NEW, password2=NEW)


def test_changing_the_password_ends_other_sessions_but_not_this_one(
    signed_in: Client, lead: User
) -> None:
    elsewhere = Client()
    elsewhere.force_login(lead)

    change(signed_in, PASSWORD)

    assert signed_in.get("/people/").status_code == 200
    assert elsewhere.get("/people/").status_code == 302
    assert sign_in(Client(), lead.email, NEW).status_code == 302


def test_changing_the_password_takes_the_old_one(signed_in: Client, lead: User) -> None:
    change(signed_in, "a guess")

    assert sign_in(Client(), lead.email).status_code == 302
