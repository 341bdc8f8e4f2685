"""Everything in the tables can be done with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People, field_of


@pytest.fixture
def page(people: People) -> Page:
    opened = people.open("lead")
    opened.goto("/postmortems/new/")
    opened.get_by_label("Title").fill("With the keyboard")
    opened.get_by_label("Title").press("Enter")
    opened.wait_for_url("**/postmortems/INC-*/")
    return opened


def test_a_row_is_added_below_moved_and_deleted(page: Page) -> None:
    second = field_of(page, "Event, row 2")
    second.focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("#row-"))

    expect(page.locator(":focus")).to_have_accessible_name("Time (UTC), row 3")
    page.keyboard.press("Tab")
    page.keyboard.type("A new event")
    page.keyboard.press("Alt+ArrowUp")
    expect(field_of(page, "Event, row 2")).to_have_value("A new event")
    field_of(page, "Event, row 2").fill("")
    page.keyboard.press("Control+Backspace")
    expect(page.get_by_text("Event deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Event deleted.")).to_have_count(0)


def test_enter_goes_on_and_control_s_saves(page: Page) -> None:
    field_of(page, "Users affected").focus()
    page.keyboard.type("Nine of ten")
    page.keyboard.press("Enter")

    expect(page.locator(":focus")).to_have_accessible_name("Requests failed")
    expect(page.locator("[data-saved-state]")).to_have_text("Unsaved changes")
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    expect(field_of(page, "Users affected")).to_have_value("Nine of ten")


def test_one_section_is_saved_and_the_rest_stays_as_typed(page: Page) -> None:
    field_of(page, "Users affected").fill("Nine of ten")
    field_of(page, "Who detected it?").fill("A customer")

    page.get_by_role("button", name="Save Impact").click()

    expect(page.locator("[data-saved-state]")).to_have_text("Unsaved changes")
    expect(field_of(page, "Who detected it?")).to_have_value("A customer")
    page.reload()
    expect(field_of(page, "Users affected")).to_have_value("Nine of ten")
    expect(field_of(page, "Who detected it?")).to_have_value("")


def test_what_is_missing_leads_to_its_field(page: Page) -> None:
    page.get_by_role("link", name="Incident Lead is not named").press("Enter")

    expect(page.locator(":focus")).to_have_accessible_name("Incident Lead")


def test_a_slash_searches_and_j_walks_the_register(people: People) -> None:
    page = people.open("lead")
    page.goto("/postmortems/?quick=all")

    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tbody tr").nth(1).locator("a[href]").first
    expect(second).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("greeting")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=greeting**")
    expect(page.locator("tbody tr")).to_have_count(1)
