"""A browser, and the demo it walks through: the real server, started as `make run` starts it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    StorageState,
    sync_playwright,
)

from scripts import servers
from tests.sites import read_until, running

# Nothing of the browser's own may want the network: there is none.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("journeys")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo of this session's own."""
    port = servers.free_port()
    with running(tmp_path_factory.mktemp("site"), PORT=str(port), DEMO="1") as process:
        read_until(process, "Ctrl-C stops it")
        assert process.stdout
        # What it says later must not fill the pipe.
        Thread(target=process.stdout.read, daemon=True).start()
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running_playwright:
        yield running_playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
    yield browser
    browser.close()


@dataclass
class People:
    """Opens browsers for the people of the demo, and hears what their consoles complain of."""

    chromium: Browser
    site: str
    sessions: dict[str, StorageState]
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def open(
        self,
        person: str = "",
        *,
        javascript: bool = True,
        width: int = 1440,
        dark: bool = False,
    ) -> Page:
        """A page of a browser of its own, signed in as `<person>@example.com` if one is named."""
        context = self.chromium.new_context(
            storage_state=self.sessions.get(person),
            base_url=self.site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900 if width > 800 else 800},
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))
        page.on("request", lambda request: self.addresses.add(request.url))
        if person and person not in self.sessions:
            sign_in(page, person)
            self.sessions[person] = context.storage_state()
        return page

    def page_of(self, person: str) -> Page:
        """The page this person has open already, or a first one."""
        if person not in self.pages:
            self.pages[person] = self.open(person)
        return self.pages[person]

    def _hear(self, kind: str, words: str) -> None:
        # A refusal (409, 422) is an answer; Chromium calls each an error.
        if kind == "error" and "the server responded with a status of 4" not in words:
            self.complaints.append(words)


def field_of(page: Page, name: str) -> Locator:
    """The field with this accessible name, which all have from their `aria-label`."""
    return page.locator(f':is(input, select, textarea)[aria-label="{name}"]')


def sign_in(page: Page, person: str) -> None:
    page.goto("/accounts/login/")
    page.locator(f"form:has(input[value='{person}@example.com']) button").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Who has signed in already: once is enough for all journeys."""
    return {}


@pytest.fixture
def people(chromium: Browser, site: str, sessions: dict[str, StorageState]) -> Iterator[People]:
    yield from walking(chromium, site, sessions)


def walking(chromium: Browser, site: str, sessions: dict[str, StorageState]) -> Iterator[People]:
    """People whose browsers, at the end, have complained of nothing and asked no other host."""
    opened = People(chromium, site, sessions)
    yield opened
    for context in opened.contexts:
        context.close()
    strangers = {url for url in opened.addresses if not url.startswith((site, "data:", "blob:"))}
    assert not opened.complaints
    assert not strangers
