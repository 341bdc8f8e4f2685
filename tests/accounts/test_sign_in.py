"""Signing in and out."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests.accounts.pages import form_with, press, sign_in
from tests.factories import UserFactory

WRONG = "not the password"


def test_lead_signs_in_by_email_in_any_case(client: Client, lead: User) -> None:
    response = sign_in(client, "Lead@Example.com ")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/people/").status_code == 200


def test_signing_in_keeps_no_second_list_of_addresses(client: Client, lead: User) -> None:
    sign_in(client, lead.email)

    assert not EmailAddress.objects.exists()


def test_session_key_changes_at_sign_in(client: Client, lead: User) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = str(before)

    sign_in(client, lead.email)

    assert client.session.session_key != before
    assert client.session["seen"] is True


def test_page_asked_for_comes_after_signing_in(client: Client, lead: User) -> None:
    refused = client.get("/teams/platform/?tab=people")
    assert refused["Location"] == "/accounts/login/?next=/teams/platform/%3Ftab%3Dpeople"

    page = client.get(refused["Location"])
    response = press(client, page, "Sign in", login=lead.email, password="a long walk by the sea")

    assert response["Location"] == "/teams/platform/?tab=people"


@pytest.mark.parametrize(
    "next_page",
    [
        "//evil.test/",
        "///evil.test/",
        "/\\evil.test/",
        "\\\\evil.test/",
        "https://evil.test/",
        "http:evil.test",
        "http:///evil.test/",
        "https:\\\\evil.test",
        "javascript:alert(1)",
        " //evil.test",
        "\t//evil.test",
        "\x00//evil.test",
        "//evil.test\\@testserver/",
        "http://testserver@evil.test/",
        "http://localhost/people/",
    ],
)
def test_no_other_site_follows_signing_in(client: Client, lead: User, next_page: str) -> None:
    assert sign_in(client, lead.email, next=next_page)["Location"] == "/"


def test_path_that_only_looks_like_another_site_stays_on_ours(client: Client, lead: User) -> None:
    assert sign_in(client, lead.email, next="/%2f%2fevil.test")["Location"] == "/%2f%2fevil.test"


def test_wrong_password_and_unknown_address_read_the_same(client: Client, lead: User) -> None:
    wrong = sign_in(client, lead.email, WRONG)
    unknown = sign_in(client, "nobody@example.com", WRONG)

    assert wrong.status_code == unknown.status_code == 200
    assert "not correct" in wrong.text
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_sixth_try_is_refused_even_when_right(client: Client, lead: User) -> None:
    for _ in range(5):
        assert sign_in(client, lead.email, WRONG).status_code == 200

    response = sign_in(client, lead.email)

    assert response.status_code == 429
    assert "Too many" in response.text
    assert client.get("/people/").status_code == 302


def test_tries_are_counted_over_every_name_of_the_site(client: Client, lead: User) -> None:
    for port in range(5):
        sign_in(client, lead.email, WRONG, HTTP_HOST=f"localhost:{9000 + port}")

    assert sign_in(client, lead.email, HTTP_HOST="127.0.0.1").status_code == 429


def test_forwarded_address_does_not_buy_more_tries(client: Client, lead: User) -> None:
    for n in range(20):
        sign_in(client, f"guess{n}@example.com", WRONG, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")

    response = sign_in(client, lead.email, HTTP_X_FORWARDED_FOR="10.0.1.1")

    assert response.status_code == 429


def test_one_persons_wrong_tries_lock_nobody_else_out(
    client: Client, lead: User, viewer: User
) -> None:
    for _ in range(6):
        sign_in(client, lead.email, WRONG)

    assert sign_in(client, viewer.email).status_code == 302


def test_person_who_has_left_cannot_sign_in(client: Client) -> None:
    gone = UserFactory.create(is_active=False)

    response = sign_in(client, gone.email)

    assert response["Location"] == "/accounts/inactive/"
    assert "closed" in client.get("/accounts/inactive/").text
    assert client.get("/people/").status_code == 302


def test_session_ends_when_the_person_is_deactivated(client: Client, lead: User) -> None:
    sign_in(client, lead.email)
    User.objects.filter(pk=lead.pk).update(is_active=False)

    assert client.get("/people/").status_code == 302


def test_signing_out_takes_a_button(client: Client, lead: User) -> None:
    client.force_login(lead)

    client.get("/accounts/logout/")
    page = client.get("/people/")
    assert page.status_code == 200

    response = press(client, page, "Sign out")

    assert response["Location"] == "/accounts/login/"
    assert client.get("/people/").status_code == 302


def test_signing_in_needs_the_pages_token(strict_client: Client, lead: User) -> None:
    assert sign_in(strict_client, lead.email).status_code == 403

    page = strict_client.get("/accounts/login/")
    token = form_with(page, "Sign in").fields["csrfmiddlewaretoken"][0]

    assert sign_in(strict_client, lead.email, csrfmiddlewaretoken=token).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/abc:def/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "reauthenticate/",
        "3rdparty/",
        "social/signup/",
        "",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_addresses_nobody_needs_are_absent(
    client: Client, lead: User, path: str, method: str
) -> None:
    assert getattr(client, method)(f"/accounts/{path}").status_code == 404

    client.force_login(lead)

    assert getattr(client, method)(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        "/profile/",
        "/teams/",
        "/teams/platform/",
        "/teams/platform/settings/",
        "/teams/none/",
        "/accounts/resume/",
        "/accounts/password/change/",
    ],
)
def test_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)

    assert response["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-set-password/",
    ],
)
def test_stranger_may_see_the_doors(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_administration_has_no_door_of_its_own(client: Client, lead: User) -> None:
    assert client.get("/admin/login/")["Location"] == "/accounts/login/?next=%2Fadmin%2Flogin%2F"
    assert client.post("/admin/login/", {"username": lead.email})["Location"].startswith(
        "/accounts/login/"
    )


def test_no_demo_people_outside_the_demo(client: Client) -> None:
    page = client.get("/accounts/login/")

    assert "Sign in as" not in page.text
    assert "lead@example.com" not in page.text
