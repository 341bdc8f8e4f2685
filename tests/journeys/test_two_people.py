"""Two people save from the same stale page: both keep their words, and are asked about choices."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People, field_of

IMPACT = "Public communication"


@pytest.fixture
def document(people: People) -> str:
    """The address of a post-mortem of the lead's."""
    page = people.open("lead", javascript=False)
    page.goto("/postmortems/new/")
    page.get_by_label("Title").fill("Two people, one page")
    page.get_by_role("button", name="Start writing").click()
    field_of(page, IMPACT).fill("The status page was amber.")
    save(page)
    return page.url


def save(page: Page) -> None:
    page.locator(".head").get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def test_both_texts_are_there_without_scripts(people: People, document: str) -> None:
    lead, responder = (people.open(name, javascript=False) for name in ("lead", "responder"))
    lead.goto(document)
    responder.goto(document)

    field_of(lead, IMPACT).fill("At 10:20 the status page was amber.")
    field_of(responder, IMPACT).fill("The status page was amber, and the mail went out.")
    save(lead)
    save(responder)

    expect(field_of(responder, IMPACT)).to_have_value(
        "At 10:20 the status page was amber, and the mail went out."
    )


def test_two_choices_are_both_shown_and_one_is_asked_for(people: People, document: str) -> None:
    lead, responder = (people.open(name, javascript=False) for name in ("lead", "responder"))
    lead.goto(document)
    responder.goto(document)

    field_of(lead, "Severity").select_option("P1")
    field_of(responder, "Severity").select_option("P0")
    save(lead)
    save(responder)

    question = responder.get_by_role("group", name="Lena Brandt set Severity to")
    expect(question).to_contain_text("a moment before you chose")
    question.get_by_label("Use P0").check()
    question.get_by_role("button", name="Save the choice").click()
    expect(field_of(responder, "Severity")).to_have_value("P0")
    expect(responder.get_by_role("group", name="Lena Brandt set Severity to")).to_have_count(0)


def test_a_text_typed_while_the_session_ended_is_there_after_signing_in(
    people: People, document: str
) -> None:
    lead = people.open("lead")
    lead.goto(document)
    field_of(lead, "Users affected").fill("Nine of ten")
    lead.context.clear_cookies(name="sessionid")

    save(lead)
    lead.locator("form:has(input[value='lead@example.com']) button").click()

    expect(lead.get_by_role("heading", name="Your session had ended")).to_be_visible()
    expect(lead.get_by_text("Nine of ten")).to_be_visible()
    lead.get_by_role("button", name="Save it now").click()
    expect(field_of(lead, "Users affected")).to_have_value("Nine of ten")
