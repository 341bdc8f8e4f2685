"""Moves what no field could hold under Unplaced, before anything is kept."""

from collections.abc import Iterator, Mapping

from postmortems.content import Content
from postmortems.document import MOST_ROWS, QUESTIONS, TABLES, Question, Table

UNPLACED = "unplaced"


def fitted(content: Content) -> Content:
    """The content with every value short enough for its field, and no table too long."""
    answers = {
        key: "" if key != UNPLACED and _is_too_long(QUESTIONS[key], words) else words
        for key, words in content.answers.items()
    }
    rows = {key: _fitting(TABLES[key], rows) for key, rows in content.rows.items()}
    moved = list(_moved(content))
    answers[UNPLACED] = "\n\n".join(filter(None, (content.answer(UNPLACED), *moved)))
    return Content(answers, rows)


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
