"""The board of actions in a browser: a status is set in its row, with and without JavaScript."""

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import People

BOARD = "/actions/?tab=mine&group=week"


def row_of(page: Page, title: str) -> Locator:
    return page.locator("table.board tr", has_text=title)


def test_a_status_that_needs_a_why_is_asked_in_its_row(people: People) -> None:
    page = people.open("lead")
    page.goto(BOARD)
    title = "Go through every written limit"

    row_of(page, title).locator("select").select_option("blocked")
    why = page.get_by_label("What is in the way?")
    why.wait_for()
    assert why.evaluate("field => field === document.activeElement")
    why.fill("Nobody knows the old limits")
    page.get_by_role("button", name="Mark as blocked").click()
    page.locator("#messages .success").wait_for()

    assert row_of(page, title).locator("select").input_value() == "blocked"
    row_of(page, title).get_by_role("link", name=title).click()
    assert page.locator(".facts", has_text="Nobody knows the old limits").is_visible()


def test_without_javascript_the_actions_page_asks(people: People) -> None:
    page = people.open("lead", javascript=False)
    page.goto(BOARD)
    title = "Write the playbook page"

    row_of(page, title).locator("select").select_option("done")
    row_of(page, title).get_by_role("button", name="Set status").click()
    page.get_by_label("What shows that it is done?").fill("It is in the wiki")
    page.get_by_role("button", name="Complete").click()

    assert page.url.endswith(BOARD)
    assert page.locator("#messages .success").is_visible()
    assert row_of(page, title).count() == 0
