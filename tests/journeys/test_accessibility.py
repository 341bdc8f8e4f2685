"""Every page, light and dark: no violation that axe finds, and no sideways scrolling on a phone."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from tests.journeys.conftest import People, field_of, walking

# Naming all that passed would take longer than looking.
BRIEF = {"resultTypes": ["violations"]}
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], **BRIEF}
# The dark theme changes colours and nothing else.
COLOURS = {"runOnly": ["color-contrast"], **BRIEF}
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=360, height=800)
NOBODY = ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"]
LEAD = [
    "/",
    "/postmortems/?quick=all",
    "/postmortems/?q=nothing+like+it",
    "/postmortems/new/",
    "/postmortems/import/",
    "/postmortems/INC-2026-14/",
    "/postmortems/PAY-2026-7/",
    "/postmortems/INC-2026-14/sections/timeline/",
    "/postmortems/INC-2026-14/review/",
    "/postmortems/INC-2026-14/history/",
    "/postmortems/INC-2026-14/checks/",
    "/postmortems/INC-2026-14/closure/",
    "/postmortems/INC-2026-14/distribution/",
    "/postmortems/INC-2026-14/notices/",
    "/postmortems/INC-2026-9/",
    "/postmortems/INC-2026-9/review/",
    "/postmortems/INC-2026-9/checks/",
    "/postmortems/INC-2026-9/verification/",
    "/postmortems/INC-2026-12/participants/",
    "/postmortems/INC-2026-14/attachments/",
    "/actions/?tab=all&group=week",
    "/actions/?owner=1",
    "/people/",
    "/profile/",
    "/profile/notices/",
    "/inbox/",
    "/mailbox/",
    "/mailbox/1/",
    "/accounts/password/change/",
    "/nowhere/",
]
MANAGER = ["/postmortems/INC-2026-9/status/", "/postmortems/INC-2026-14/status/"]
MANAGER += ["/teams/", "/teams/platform/", "/teams/platform/departures/"]
ADMINISTRATOR = ["/outbox/", "/inspections/", "/admin/"]


@pytest.fixture(scope="module")
def visitors(chromium: Browser, site: str, sessions: dict[str, StorageState]) -> Iterator[People]:
    """People who keep their page open from one address to the next."""
    yield from walking(chromium, site, sessions)


@pytest.mark.parametrize("address", NOBODY)
def test_a_page_before_signing_in(visitors: People, address: str) -> None:
    look_at(visitors, "", address)


@pytest.mark.parametrize("address", LEAD)
def test_a_page_of_the_lead(visitors: People, address: str) -> None:
    look_at(visitors, "lead", address)


@pytest.mark.parametrize("address", MANAGER)
def test_a_page_of_the_manager(visitors: People, address: str) -> None:
    look_at(visitors, "manager", address)


@pytest.mark.parametrize("address", ADMINISTRATOR)
def test_a_page_of_the_administrator(visitors: People, address: str) -> None:
    look_at(visitors, "admin", address)


def look_at(visitors: People, person: str, address: str) -> None:
    page = visitors.page_of(person)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    page.goto(address)
    assert_accessible(visitors, page)


def assert_accessible(people: People, page: Page, part: str | None = None) -> None:
    """In both themes, and without sideways scrolling on a phone; `part` is what is looked at."""
    assert not people.complaints
    light = Axe().run(page, part, options=TAGS)
    page.emulate_media(color_scheme="dark")
    dark = Axe().run(page, part, options=COLOURS)
    # The policy forbids the styles that axe itself would add.
    people.complaints.clear()
    assert not light.violations_count, light.generate_report()
    assert not dark.violations_count, dark.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def wrong_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("lead@example.com")
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in", exact=True).click()


def nameless_postmortem(page: Page) -> None:
    page.goto("/postmortems/new/")
    page.get_by_label("Title").evaluate("field => field.removeAttribute('required')")
    page.get_by_label("Incident ID").fill("not fit")
    page.get_by_role("button", name="Start writing").click()


def refused_words(page: Page) -> None:
    page.goto("/postmortems/INC-2026-15/")
    field_of(page, "Incident ID").fill("INC-2026-14")
    field_of(page, "Time (UTC), row 2").fill("some day")
    page.locator(".head").get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("#refusals")


def unreadable_import(page: Page) -> None:
    page.goto("/postmortems/import/")
    page.get_by_role("button", name="Preview the import").click()


def preview_of_an_import(page: Page) -> None:
    page.goto("/postmortems/import/")
    page.get_by_label("The text, as Markdown").fill(
        "# Down\n\n## Timeline\n\n- 10:00 Down\n\n## X\n\nY"
    )
    page.get_by_role("button", name="Preview the import").click()


def deleted_row(page: Page) -> None:
    page.goto("/postmortems/INC-2026-15/")
    delete = page.get_by_role("button", name="Delete contributing factor 1", exact=True)
    delete.evaluate("button => button.click()")
    page.wait_for_selector(".undo-bar")


def open_menu(page: Page) -> None:
    page.goto("/")
    page.locator("details.account > summary").click()


def words_of_an_ended_session(page: Page) -> None:
    page.goto("/profile/")
    page.get_by_label("Full name").fill("Lena B.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save profile").click()
    page.locator("form:has(input[value='lead@example.com']) button").click()
    page.wait_for_url("**/accounts/resume/")


def page_of_an_action(page: Page) -> None:
    page.goto("/actions/?tab=mine")
    page.locator("td[data-label=Action] a").first.click()
    page.wait_for_selector(".promise")
    for verb in page.locator("details.more > summary").all():
        verb.click()


def status_that_asks_for_words(page: Page) -> None:
    page.goto("/actions/?tab=mine")
    page.locator("td[data-label=Status] select").first.select_option("wont_do")
    page.wait_for_selector(".row-form textarea")


def refused_postponement(page: Page) -> None:
    page.goto("/actions/?tab=mine")
    page.locator("td.choose input").first.check()
    page.get_by_label("New due date").fill("2020-01-01")
    page.get_by_label("Why later?").fill("Because")
    page.get_by_role("button", name="Postpone them").click()
    page.wait_for_selector("#refusals")


@pytest.mark.parametrize(
    ("person", "reach", "part"),
    [
        ("", wrong_sign_in, None),
        ("lead", nameless_postmortem, None),
        ("lead", refused_words, "#refusals, #summary, #timeline"),
        ("lead", unreadable_import, None),
        ("lead", preview_of_an_import, None),
        ("lead", deleted_row, ".head"),
        ("lead", open_menu, ".bar"),
        ("lead", words_of_an_ended_session, None),
        ("lead", page_of_an_action, None),
        ("lead", status_that_asks_for_words, None),
        ("lead", refused_postponement, None),
    ],
    ids=lambda value: getattr(value, "__name__", value or "-"),
)
def test_a_page_in_another_state(
    people: People, person: str, reach: Callable[[Page], None], part: str | None
) -> None:
    page = people.open(person)
    reach(page)
    page.wait_for_load_state()
    assert_accessible(people, page, part)
