"""What a post-mortem says, as plain words: the one form that all formats read and write."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from postmortems.document import QUESTIONS, TABLES, Table

TICKED = "yes"
UNPLACED = "unplaced"


@dataclass(frozen=True)
class Content:
    """All answers by question key, all rows by table key; every value is a text.

    A choice is its code ("yes", "P1"), a tick is "yes" or "", a person is a name, times and dates
    are the words as typed; nothing is "". `complete()` gives every key, so that two contents can be
    compared. An attachment's `metric` is the number of its metric row, counted from 0.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    def answer(self, key: str) -> str:
        return self.answers.get(key, "")

    def table(self, key: str) -> tuple[Mapping[str, str], ...]:
        return self.rows.get(key, ())

    @property
    def unplaced(self) -> str:
        """The words that have no place in the template."""
        return self.answer(UNPLACED)

    def with_unplaced(self, *paragraphs: str) -> "Content":
        """The same with further words that have no place."""
        unplaced = "\n\n".join(filter(None, (self.unplaced, *paragraphs)))
        return Content({**self.answers, UNPLACED: unplaced}, self.rows)

    def complete(self) -> "Content":
        """The same with every question, table and column present, and without empty rows."""
        return Content(
            {key: self.answer(key) for key in QUESTIONS if QUESTIONS[key].kind.is_editable},
            {key: complete_rows(table, self.table(key)) for key, table in TABLES.items()},
        )


def complete_rows(
    table: Table, rows: tuple[Mapping[str, str], ...]
) -> tuple[Mapping[str, str], ...]:
    """The rows with every column, the template's own rows of a `slot` table among them.

    Of those that are missing the first one (the timeline's start) goes to the top, others last.
    """
    full = [{key: row.get(key, "") for key in table.fields} for row in rows]
    kept = [row for row in full if any(row.values())]
    if table.slot:
        present = {row[table.slot] for row in kept}
        missing = [
            {key: preset.get(key, "") for key in table.fields}
            for preset in table.presets
            if preset[table.slot] not in present
        ]
        first = [row for row in missing if row[table.slot] == table.presets[0][table.slot]]
        kept = first + kept + [row for row in missing if row not in first]
    return tuple(kept)


def blank() -> Content:
    """An untouched post-mortem: the template's own rows and nothing else."""
    return Content({}, {key: table.presets for key, table in TABLES.items()}).complete()


def is_blank_row(table: Table, row: Mapping[str, str]) -> bool:
    """Whether nobody has written into the row: no more in it than its preset."""
    written = {key for key, value in row.items() if value}
    return not written or any(
        all(row.get(key, "") == preset.get(key, "") for key in table.fields)
        for preset in table.presets
    )
