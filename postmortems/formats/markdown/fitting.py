"""Moves what no field could hold under Unplaced, before anything is kept."""

from collections.abc import Iterator, Mapping

from postmortems.content import UNPLACED, Content
from postmortems.document import MOST_ROWS, QUESTIONS, TABLES, Question, Table


def fitted(content: Content) -> Content:
    """The content with every value short enough for its field, and no table too long."""
    answers = {
        key: "" if key != UNPLACED and _is_too_long(QUESTIONS[key], words) else words
        for key, words in content.answers.items()
    }
    rows = {key: _fitting(TABLES[key], rows) for key, rows in content.rows.items()}
    return Content(answers, rows).with_unplaced(*_moved(content))


def _is_too_long(question: Question, words: str) -> bool:
    return len(words) > question.kind.longest


def _fitting(table: Table, rows: tuple[Mapping[str, str], ...]) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {key: "" if _is_too_long(table.fields[key], words) else words for key, words in row.items()}
        for row in rows[:MOST_ROWS]
    )


def _moved(content: Content) -> Iterator[str]:
    """Under the label of its field, each value that has to move."""
    for key, words in content.answers.items():
        if key != UNPLACED and _is_too_long(QUESTIONS[key], words):
            yield f"**{QUESTIONS[key].label}**\n\n{words}"
    for key, rows in content.rows.items():
        fields = TABLES[key].fields
        for number, row in enumerate(rows):
            for column, words in row.items():
                if words and (number >= MOST_ROWS or _is_too_long(fields[column], words)):
                    yield f"**{fields[column].label}, row {number + 1}**\n\n{words}"
