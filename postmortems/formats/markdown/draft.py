"""What the reader of other layouts gathers, and from which lines of the source it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from postmortems.content import UNPLACED, Content
from postmortems.document import TABLES, Kind
from postmortems.formats.markdown.blocks import Block, Item
from postmortems.formats.markdown.moments import Clock


@dataclass(frozen=True)
class Piece:
    """Lines of the source and where they went: a question's or a table's key, or "unplaced".

    `start` counts from 1, `end` is the last line; `row` counts from 1, 0 where there is none.
    """

    start: int
    end: int
    source: str
    where: str
    row: int = 0


@dataclass
class Draft:
    """`clock` reads the times of the document; `headings` are those that became one of ours."""

    clock: Clock
    answers: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    def say(self, key: str, text: str, source: Block | Item, *, above: str = "") -> None:
        """Adds a paragraph to an answer, under a heading of its own where that is needed."""
        before = self.answers.get(key, "")
        lead = f"**{above}**" if above and f"**{above}**" not in before else ""
        parts = (part for part in (before, lead, text.strip("\n")) if part)
        self.answers[key] = "\n\n".join(parts)
        self.note(source, key)

    def keep(self, text: str, source: Block | Item, *, heading: str = "") -> None:
        self.say(UNPLACED, text, source, above=heading)

    def set(self, key: str, text: str, source: Block | Item) -> bool:
        """Fills in an answer if it is still empty."""
        if not text or self.answers.get(key):
            return False
        self.answers[key] = text
        self.note(source, key)
        return True

    def add(self, key: str, source: Block | Item, **values: str) -> None:
        """Adds a row."""
        rows = self.rows.setdefault(key, [])
        columns = TABLES[key].fields
        rows.append(
            {
                name: one_line(value) if columns[name].kind is Kind.LINE else value
                for name, value in values.items()
            }
        )
        self.note(source, key, row=len(rows))

    def extend_row(self, key: str, column: str, text: str, source: Block | Item) -> None:
        """Adds a paragraph to the last row of a table."""
        row = self.rows[key][-1]
        row[column] = f"{row[column]}\n\n{text}".strip("\n")
        self.note(source, key, row=len(self.rows[key]))

    def has_rows(self, key: str) -> bool:
        return bool(self.rows.get(key))

    def note(self, source: Block | Item, where: str, row: int = 0) -> None:
        text = source.source if isinstance(source, Block) else source.text
        self.pieces.append(Piece(source.start + 1, source.end, text, where, row))

    def content(self) -> Content:
        rows: Mapping[str, tuple[Mapping[str, str], ...]] = {
            key: tuple(rows) for key, rows in self.rows.items()
        }
        return Content(self.answers, rows)


def one_line(text: str) -> str:
    return " ".join(text.split())
