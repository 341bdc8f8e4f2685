"""What the table of the document is made of: questions, row tables, sections."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from django.db.models import TextChoices

# Characters of a text, characters of any other words, rows of a table.
LONGEST_TEXT = 100_000
LONGEST_WORDS = 200
MOST_ROWS = 500


class Kind(Enum):
    LINE = "line"  # one line of text
    PROSE = "prose"  # several lines, Markdown
    TIME = "time"  # a moment as it was typed, and a parsed instant beside it
    IDENTIFIER = "identifier"  # the incident's id: unique
    CHOICE = "choice"  # one of `choices`, or nothing
    DATE = "date"  # a day as it was typed, and a parsed date beside it
    PERSON = "person"  # a user, or a name as it was written
    TICK = "tick"  # ticked or not
    COMPUTED = "computed"  # never typed
    FIXED = "fixed"  # set when the row is made

    @property
    def is_text(self) -> bool:
        """Merged letter by letter; the others are values, of which the last one stands."""
        return self in {Kind.LINE, Kind.PROSE, Kind.TIME}

    @property
    def longest(self) -> int:
        """How many characters it holds."""
        return LONGEST_TEXT if self.is_text else LONGEST_WORDS

    @property
    def is_editable(self) -> bool:
        return self not in {Kind.COMPUTED, Kind.FIXED}


@dataclass(frozen=True)
class Question:
    """One answer: a field of the model `model` with the name `key`.

    A choice has a `detail`, the words beside it: the field `<key>_detail`.
    A `is_bare` choice has none.
    An `is_extra` question is not a row of the template; exports show it only when it is answered.
    """

    key: str
    label: str
    kind: Kind
    model: str = "Postmortem"
    choices: type[TextChoices] | None = None
    hint: str = ""
    is_extra: bool = False
    is_required: bool = True
    is_bare: bool = False

    @cached_property
    def detail(self) -> "Question | None":
        if self.kind is not Kind.CHOICE or self.is_bare:
            return None
        return Question(f"{self.key}_detail", f"{self.label}: detail", Kind.PROSE, self.model)

    @property
    def target(self) -> str:
        return f"answer:{self.key}"


Column = Question


@dataclass(frozen=True)
class Answers:
    """A two-column table of the template: a question and its answer in each row."""

    questions: tuple[Question, ...]
    header: tuple[str, ...] = ("Question", "Answer")
    heading: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the template to which rows may be added.

    `where` fixes fields of the model; `presets` are the rows a new document starts with, followed
    by `blank_rows` empty ones. `slot` names the column that makes a row one of the template's own:
    such rows are emptied, never deleted. An `is_closed` table takes no further rows.
    """

    key: str
    model: str
    columns: tuple[Column, ...]
    header: tuple[str, ...]
    row_name: str
    heading: str = ""
    intro: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    presets: tuple[Mapping[str, str], ...] = ()
    blank_rows: int = 0
    slot: str = ""
    is_closed: bool = False
    is_numbered: bool = False

    @property
    def target(self) -> str:
        return f"rows:{self.key}"

    @cached_property
    def fields(self) -> dict[str, Column]:
        """The columns and the details of the choices among them, by key."""
        return {column.key: column for column in with_details(self.columns)}


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    parts: tuple[Answers | Table, ...]
    intro: str = ""
    is_signed: bool = True

    @property
    def questions(self) -> Iterator[Question]:
        for part in self.parts:
            if isinstance(part, Answers):
                yield from part.questions

    @property
    def tables(self) -> Iterator[Table]:
        return (part for part in self.parts if isinstance(part, Table))


def with_details(questions: Iterable[Question]) -> Iterator[Question]:
    """The questions, each choice followed by the question for its detail."""
    for question in questions:
        yield question
        if question.detail:
            yield question.detail


def line(key: str, label: str, model: str = "Postmortem", hint: str = "") -> Question:
    return Question(key, label, Kind.LINE, model, hint=hint)


def prose(key: str, label: str, model: str = "Postmortem", hint: str = "") -> Question:
    return Question(key, label, Kind.PROSE, model, hint=hint)


def choice(key: str, label: str, model: str, choices: type[TextChoices]) -> Question:
    return Question(key, label, Kind.CHOICE, model, choices)
