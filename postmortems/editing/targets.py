"""From a target's name to the field it means."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from postmortems.document import QUESTIONS, TABLES, Kind, Question, Table
from postmortems.editing.edits import EditRefused
from postmortems.editing.workbench import Workbench
from postmortems.models import Row


@dataclass(frozen=True)
class Place:
    """A field of the document: `question` says its kind, `instance` holds its value."""

    target: str
    question: Question
    instance: models.Model
    table: Table | None = None

    @property
    def row(self) -> Row | None:
        return self.instance if isinstance(self.instance, Row) else None

    @property
    def text(self) -> str:
        return str(getattr(self.instance, self.question.key))

    @property
    def value(self) -> Any:
        """A choice's code, a date's words, True or False, a user's id or a name as written."""
        if self.question.kind is Kind.PERSON:
            user_id = getattr(self.instance, f"{self.question.key}_id")
            return user_id or getattr(self.instance, f"{self.question.key}_name")
        return getattr(self.instance, self.question.key)


def find(bench: Workbench, target: str) -> Place:
    """The place of `answer:<key>` or `row:<table>:<uid>:<column>`.

    Raises EditRefused: `bad` for what the template does not have, `gone` for a row that this
    document does not have.
    """
    match target.split(":"):
        case ["answer", key] if key in QUESTIONS and QUESTIONS[key].kind.is_editable:
            question = QUESTIONS[key]
            return Place(target, question, bench.answers_of(question))
        case ["row", table_key, uid, column] if table_key in TABLES:
            table = TABLES[table_key]
            field = table.fields.get(column)
            if field is None or not field.kind.is_editable:
                raise EditRefused("bad", "There is no such column.")
            row = bench.row(table, uid)
            if row is None:
                raise EditRefused("gone", "This row is not part of the document.")
            return Place(target, field, row, table)
    raise EditRefused("bad", "There is no such field.")


def write(bench: Workbench, place: Place, text: str) -> None:
    """Put the text into the field, and remember that it came this way."""
    setattr(place.instance, place.question.key, text)
    bench.touch(place.instance, place.question.key)
    bench.write_head(place.target, text)
