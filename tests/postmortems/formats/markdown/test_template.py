"""The template itself, filled in: out and back in without loss."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.content import Content, blank
from postmortems.document import ATTACHMENTS, QUESTIONS, TABLES, Kind, Question, Table
from postmortems.formats.markdown.reader import is_template, load
from postmortems.formats.markdown.writer import dump
from tests.cases import cases

TEMPLATE = Path(__file__).parents[5] / "shared" / "incident-postmortem-template.md"
BLANK_CELL = re.compile(r"(?<=\| )(?:&emsp;)+(?= \|)")
many = cases(2_000)

NASTY = (
    "|", "\\|", "\\", "<br>", "&lt;br>", "&amp;lt;br>", "&emsp;", "&amp;emsp;", "&#89;", "&#32;",
    "&amp;#32;", "\n", " ", "  ", "\t", "Yes", "Yes. ", "yes, ", "No", "P1", "P1. ", "Done",
    "Not started. ", "First signal detected", "First signal detected. ", "issue confirmed",
    "Impact started", ": ", "&#58; ", "a: b", "---", "## Unplaced", "## Timeline", "- [x] ",
    "Why?", "Why did this happen?", "+1 week", "Short-term actions completed?", "🙂", "é", "`a|b`",
    "<b>", "[x](y)", "# ", "1", "Robin", "&", "&amp;", "&#38;#89;es", "  - Before: 3",
)  # fmt: skip
words = st.one_of(
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
    st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=12),
)
MOST_ROWS = 7
MOST_VALUES = 12


def _value(question: Question) -> st.SearchStrategy[str]:
    if question.choices:
        return st.sampled_from(["", *question.choices.values])
    if question.kind is Kind.TICK:
        return st.sampled_from(["", "yes"])
    return words


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A document of any number of rows, with values in some of its answers and cells."""
    answers = {key: "" for key, question in QUESTIONS.items() if question.kind.is_editable}
    rows = {key: draw(_rows(table)) for key, table in TABLES.items() if key != ATTACHMENTS.key}
    places: list[tuple[dict[str, str], Question]] = [(answers, QUESTIONS[key]) for key in answers]
    for key, found in rows.items():
        columns = [
            column for name, column in TABLES[key].fields.items() if name != TABLES[key].slot
        ]
        places += [(row, column) for row in found for column in columns]
    for number in draw(st.sets(st.integers(0, len(places) - 1), max_size=MOST_VALUES)):
        values, question = places[number]
        values[question.key] = draw(_value(question))
    written = {key: tuple(row for row in found if any(row.values())) for key, found in rows.items()}
    shots = draw(st.sets(st.integers(0, MOST_ROWS), max_size=3))
    written[ATTACHMENTS.key] = tuple(
        {"metric": str(number), "slot": "during", "alt_text": draw(words), "sha256": "0" * 64}
        for number in range(len(written["metrics"]))
        if number in shots
    )
    return Content(answers, written).complete()


@st.composite
def _rows(draw: st.DrawFn, table: Table) -> list[dict[str, str]]:
    """Empty rows, but for what the template itself writes in those of a slot."""
    if table.is_closed:
        return [dict.fromkeys(table.fields, "") | dict(preset) for preset in table.presets]
    rows = [dict.fromkeys(table.fields, "") for _ in range(draw(st.integers(0, MOST_ROWS)))]
    if not table.slot:
        return rows
    own = [dict.fromkeys(table.fields, "") | dict(preset) for preset in table.presets]
    return draw(st.permutations([*rows, *own]))


@pytest.fixture(scope="module")
def template() -> str:
    if not TEMPLATE.exists():
        pytest.skip(f"the template is not at {TEMPLATE}")
    return TEMPLATE.read_text()


def test_untouched_postmortem_is_the_template_itself(template: str) -> None:
    assert dump(blank()) == template


def test_template_reads_as_an_untouched_postmortem(template: str) -> None:
    assert is_template(template)
    assert load(template) == blank()


@many
@given(contents())
def test_everything_written_is_read_back(content: Content) -> None:
    assert load(dump(content)) == content


@many
@given(data=st.data())
def test_filled_in_template_is_written_as_it_was(template: str, data: st.DataObject) -> None:
    filled = data.draw(filled_in(template))

    assert dump(load(filled)) == filled


@st.composite
def filled_in(draw: st.DrawFn, template: str) -> str:
    """The template with anything in any of its blank cells, and more rows in its tables."""
    blanks = len(BLANK_CELL.findall(template))
    chosen = draw(st.sets(st.integers(0, blanks - 1), max_size=MOST_VALUES))
    number = iter(range(blanks))

    def fill(match: re.Match[str]) -> str:
        return draw(cells_of_people) if next(number) in chosen else match[0]

    return BLANK_CELL.sub(fill, template)


def _is_cell(text: str) -> bool:
    return (
        text == text.strip(" \t")
        and not re.search(r"(?<!\\)\|", text)
        and not re.fullmatch(r"(?:&emsp;|[ \t])*", text)
        and not text.endswith("\\")
    )


cells_of_people = st.one_of(
    st.sampled_from(
        (
            "yes, 40 min", "SEV2", "A & B", "a \\| b", "a \\\\| b", "Yes", "No. None", "P1. Major",
            "Done", "done", "Yes. yes, indeed", "Robin Doe", "2026-11-20", "14:05", "`x`", "<br>",
            "a<br>b", "a<br/>b", "&nbsp;", "&#89;es", "&#32;", "&lt;br>", "&amp;emsp;",
            "Yes. Yes. Yes", "1", "---", "There was none. Yet", "P1", "Unknown. No idea",
        )
    ),
    words.map(lambda text: text.replace("\n", "<br>").strip(" \t")).filter(_is_cell),
)  # fmt: skip
