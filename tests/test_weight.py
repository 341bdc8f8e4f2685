"""A page arrives fast, from this site alone."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from tests.factories import UserFactory

OWN = Path(__file__).parent.parent / "static" / "css"
FIRST_LOAD = 150_000
OWN_STYLES = 25_000


@pytest.fixture
def reader(client: Client, db: None) -> User:
    user: User = UserFactory.create()
    client.force_login(user)
    return user


def compressed(address: str) -> int:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), address
    return len(gzip.compress(Path(found).read_bytes()))


def loaded(page: str) -> set[str]:
    """The static files that a browser fetches for this page."""
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


def test_first_load_is_small(client: Client, reader: User) -> None:
    response = client.get("/postmortems/")

    files = loaded(response.text)
    assert "/static/css/tokens.css" in files
    assert len(gzip.compress(response.content)) + sum(map(compressed, files)) < FIRST_LOAD


def test_own_styles_are_small() -> None:
    sheets = list(OWN.rglob("*.css"))

    assert sheets
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < OWN_STYLES


def test_pages_travel_compressed(client: Client, reader: User) -> None:
    response = client.get("/postmortems/", HTTP_ACCEPT_ENCODING="gzip")

    assert response["Content-Encoding"] == "gzip"


def test_pages_ask_no_other_host(client: Client, reader: User) -> None:
    response = client.get("/postmortems/")

    assert not re.search(r'(?:href|src)="(?:https?:)?//', response.text)


def test_nothing_in_a_page_needs_a_looser_policy(client: Client, reader: User) -> None:
    for address in ("/", "/postmortems/", "/actions/", "/teams/", "/nothing-here/"):
        page = client.get(address).text
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", page), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), address
