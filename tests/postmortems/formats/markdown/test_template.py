"""The template itself, filled in: out and back in without loss."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems.content import Content, blank
from postmortems.document import ATTACHMENTS, QUESTIONS, TABLES, Kind, Question, Table
from postmortems.formats.markdown.reader import is_template, load
from postmortems.formats.markdown.writer import dump

TEMPLATE = Path(__file__).parents[5] / "shared" / "incident-postmortem-template.md"
CASES = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 300
BLANK_CELL = re.compile(r"(?<=\| )(?:&emsp;)+(?= \|)")

many = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

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
MORE_ROWS = 7


def _value(question: Question) -> st.SearchStrategy[str]:
    if question.choices:
        return st.sampled_from(["", *question.choices.values])
    if question.kind is Kind.TICK:
        return st.sampled_from(["", "yes"])
    return words


@st.composite
def contents(draw: st.DrawFn) -> Content:
    answers = {
        key: draw(_value(question))
        for key, question in QUESTIONS.items()
        if question.kind.is_editable
    }
    rows = {}
    for key, table in TABLES.items():
        if key != ATTACHMENTS.key:
            rows[key] = draw(_rows(table))
    metrics = len(rows["metrics"])
    rows[ATTACHMENTS.key] = tuple(
        {"metric": str(number), "slot": "during", "alt_text": draw(words), "sha256": "0" * 64}
        for number in range(metrics)
        if draw(st.booleans())
    )
    return Content(answers, rows).complete()


@st.composite
def _rows(draw: st.DrawFn, table: Table) -> tuple[Mapping[str, str], ...]:
    values = {key: _value(column) for key, column in table.fields.items() if key != table.slot}
    if table.is_closed:
        return tuple({**preset, **draw(st.fixed_dictionaries(values))} for preset in table.presets)
    slots = [""] * draw(st.integers(0, MORE_ROWS))
    if table.slot:
        slots = draw(st.permutations([*slots, *(preset[table.slot] for preset in table.presets)]))
    rows = [draw(st.fixed_dictionaries(values)) for _ in slots]
    filled = [row for row in rows if any(row.values())] if not table.slot else rows
    if not table.slot:
        return tuple(filled)
    return tuple({table.slot: slot, **row} for slot, row in zip(slots, rows, strict=True))


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
    chosen = draw(st.sets(st.integers(0, blanks - 1), max_size=25))
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
