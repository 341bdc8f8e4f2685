"""The lead writes every row of the template, and finds each word in its place in the Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from postmortems.choices import Milestone
from postmortems.document import SECTIONS, TABLES, Answers, Kind, Question, Table
from postmortems.forms.names import accessible_name
from tests.journeys.conftest import People, field_of

TEMPLATE = Path(__file__).parents[3] / "shared" / "incident-postmortem-template.md"
BLANK = re.compile(r"(?:&emsp;)+")
MANAGER = "Ingrid Halvorsen"
PEOPLE = {"incident_lead": "Samuel Okafor", "postmortem_lead": "Lena Brandt"}
TIMES = ("10:10", "10:15", "10:20", "10:30", "10:50", "11:00", "11:17", "11:30")
CHOSEN = {
    "severity": ("P1", "P1"),
    "sla_breached": ("yes", "Yes"),
    "data_loss": ("no", "No"),
    "playbook_followed": ("partially", "Partially"),
    "priority": ("P2", "P2"),
    "status": ("blocked", "Blocked"),
}


@dataclass(frozen=True)
class Cell:
    """A control of the page by its accessible name, what is put in, and what is exported."""

    name: str
    typed: str
    kind: Kind
    exported: str


def blanks_of_the_template() -> Iterator[list[Cell]]:
    """The controls behind each blank cell of the template, in its order; none where we compute."""
    for section in SECTIONS:
        for part in section.parts:
            if isinstance(part, Answers):
                yield from ([*cells_of(each, each.label)] for each in part.questions if part.header)
            elif part.key not in {"metrics", "distribution", "follow-ups", "timeline"}:
                yield from blanks_of(part)
            elif part.key == "timeline":
                yield from ([time_of(number)] for number in range(1, len(Milestone)))


def blanks_of(table: Table) -> Iterator[list[Cell]]:
    if table.key == "sign-offs":
        for person in (*PEOPLE.values(), MANAGER):
            yield from ([Cell("", "", Kind.FIXED, person)], [], [])
        return
    columns = [each for each in table.columns if each.key not in {"purpose", "question"}]
    for number in range(1, table.blank_rows + len(table.presets) + 1):
        for column in columns:
            yield list(cells_of(column, accessible_name(table, column, number)))


def cells_of(question: Question, name: str) -> Iterator[Cell]:
    """What is typed for a question: for a choice, the words beside it as well."""
    if question.kind is Kind.COMPUTED:
        yield Cell("", "", question.kind, "1 h 10 min")
    elif question.choices:
        code, label = CHOSEN[question.key]
        detail = question.detail.label.rpartition(":")[2] if question.detail else ""
        yield Cell(name, code, question.kind, label)
        if question.key in {"sla_breached", "playbook_followed"}:
            yield Cell(f"{name}:{detail}", f"of {question.key}", Kind.PROSE, f"of {question.key}")
    else:
        words = {
            Kind.PERSON: PEOPLE.get(question.key, "Priya Raman"),
            Kind.DATE: "2026-11-20",
            Kind.IDENTIFIER: "INC-EVERY-ROW",
        }.get(question.kind, f"{name} | with a pipe")
        yield Cell(name, words, question.kind, words.replace("|", r"\|"))


def time_of(number: int) -> Cell:
    """The time of the milestone of that number, from the one after the start."""
    time = f"2026-11-20 {TIMES[number - 1]}"
    return Cell(f"Time (UTC), row {number + 1}", time, Kind.TIME, time)


def event_name(number: int) -> str:
    return accessible_name(TABLES["timeline"], TABLES["timeline"].fields["event"], number)


def the_template_filled_in(rows: list[list[Cell]]) -> str:
    """The template's own text with what was typed in its blanks."""
    shown = iter(rows)

    def fill(blank: re.Match[str]) -> str:
        return ". ".join(cell.exported for cell in next(shown)) or blank[0]

    text = BLANK.sub(fill, TEMPLATE.read_text(encoding="utf-8"))
    start = f"| 2026-11-20 10:07 | {Milestone.IMPACT_STARTED.label}. Event 1 |\n"
    head = "|------------|-------|\n"
    text = text.replace(f"Time (UTC) | Event |\n{head}", f"Time (UTC) | Event |\n{head}{start}")
    for number, milestone in enumerate(Milestone, start=1):
        text = text.replace(f"| {milestone.label} |", f"| {milestone.label}. Event {number} |")
    text = text.replace("completed? |", "completed? Ask Priya. |")
    text = text.replace(
        "- [ ] Error rates", "- [x] Error rates\n  - Before: 0.1\n  - Unit: %\n  - Source: a graph"
    )
    return text.replace("- [ ] Product team", "- [x] Product team: by mail")


def test_every_blank_of_the_template_is_filled_by_the_journey() -> None:
    if not TEMPLATE.exists():
        pytest.skip(f"the template is not at {TEMPLATE}")

    assert len(list(blanks_of_the_template())) == len(BLANK.findall(TEMPLATE.read_text()))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_lead_writes_every_row_and_exports_the_template_filled_in(
    people: People,
    javascript: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    if not TEMPLATE.exists():
        pytest.skip(f"the template is not at {TEMPLATE}")
    page = people.open("lead", javascript=javascript)
    start(page)
    rows = list(blanks_of_the_template())
    address = f"INC-EVERY-ROW-{'with' if javascript else 'without'}-scripts"

    for cell in (cell for row in rows for cell in row if cell.name):
        put(page, cell)
    put(page, Cell("Incident ID", address, Kind.IDENTIFIER, ""))
    fill_in_the_rest(page)
    page.locator(".head").get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/postmortems/{address}/**")

    expect(page.get_by_role("heading", name="Title | with a pipe")).to_be_visible()
    exported = page.request.get(f"/postmortems/{address}/export.md").text()
    assert exported == the_template_filled_in(rows).replace("INC-EVERY-ROW", address)


def start(page: Page) -> None:
    page.goto("/postmortems/new/")
    page.get_by_label("Title").fill("To be named")
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/postmortems/INC-*/")


def put(page: Page, cell: Cell) -> None:
    control = field_of(page, cell.name)
    if cell.kind is Kind.CHOICE:
        control.select_option(cell.typed)
    else:
        control.fill(cell.typed)


def fill_in_the_rest(page: Page) -> None:
    """What the template has no blank for: the start, events, the manager, notes and ticks."""
    put(page, Cell("Time (UTC), row 1", "2026-11-20 10:07", Kind.TIME, ""))
    for number in range(1, len(Milestone) + 1):
        put(page, Cell(event_name(number), f"Event {number}", Kind.PROSE, ""))
    put(page, Cell("Engineering Manager", MANAGER, Kind.PERSON, ""))
    put(page, Cell(cell_name("follow-ups", "note", 1), "Ask Priya.", Kind.PROSE, ""))
    field_of(page, cell_name("metrics", "is_included", 2)).check()
    put(page, Cell(cell_name("metrics", "before", 2), "0.1", Kind.LINE, ""))
    put(page, Cell(cell_name("metrics", "unit", 2), "%", Kind.LINE, ""))
    page.get_by_text("Source, note, screenshots").nth(1).click()
    put(page, Cell(cell_name("metrics", "source", 2), "a graph", Kind.LINE, ""))
    field_of(page, cell_name("distribution", "is_shared", 2)).check()
    put(page, Cell(cell_name("distribution", "note", 2), "by mail", Kind.LINE, ""))


def cell_name(table: str, column: str, number: int) -> str:
    return accessible_name(TABLES[table], TABLES[table].fields[column], number)
