"""When something is refused or breaks, a page says so in words."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from accounts.models import User
from config.urls import urlpatterns as addresses
from tests.factories import UserFactory


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the disk is on fire")


urlpatterns = [
    path("refused/", refused),
    path("unreadable/", unreadable),
    path("broken/", broken),
    *addresses,
]


@pytest.fixture
def reader(client: Client, db: None) -> User:
    user: User = UserFactory.create()
    client.force_login(user)
    return user


def test_a_mistyped_address_leads_back_to_work(client: Client, reader: User) -> None:
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert "There is nothing here" in response.text
    assert 'href="/postmortems/"' in response.text


@pytest.mark.urls("tests.test_error_pages")
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/refused/", 403, "You may not do that"),
        ("/unreadable/", 400, "We could not read that request"),
    ],
)
def test_a_refusal_says_that_nothing_changed(
    client: Client, reader: User, address: str, status: int, words: str
) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert words in response.text
    assert "Nothing was changed" in response.text


@pytest.mark.urls("tests.test_error_pages")
def test_what_broke_is_not_shown_but_the_way_back_is(client: Client, reader: User) -> None:
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert "fire" not in response.text


def test_the_page_of_a_broken_site_needs_nothing_of_the_site() -> None:
    assert "Go to my work" in render_to_string("500.html")


def test_a_form_without_its_token_keeps_what_was_typed_in_the_browser(reader: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)

    response = strict.post("/postmortems/new/", {"title": "Long"})

    assert response.status_code == 403
    assert "go one page back" in response.text
