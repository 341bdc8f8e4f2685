"""A post-mortem with all its rows, read at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from postmortems.content import TICKED, Content
from postmortems.document import ATTACHMENTS, QUESTIONS, SECTIONS, TABLES, Kind, Question, Table
from postmortems.instants import resolve_column, show_instant
from postmortems.models.row import Row
from postmortems.models.timeline import TimelineEvent

if TYPE_CHECKING:
    from postmortems.models.postmortem import Postmortem

ANSWER_RELATIONS = {
    "Impact": "impact",
    "RootCause": "root_cause",
    "Detection": "detection",
    "Response": "response",
}


def owner_of(postmortem: "Postmortem", question: Question) -> models.Model:
    """The model instance that has the question's field."""
    relation = ANSWER_RELATIONS.get(question.model)
    return getattr(postmortem, relation) if relation else postmortem


def words_of(instance: models.Model, question: Question) -> str:
    """The value of the question's field as a text (see `Content`); "" for what is computed."""
    if question.kind is Kind.COMPUTED:
        return ""
    if question.kind is Kind.PERSON:
        user = getattr(instance, question.key)
        return str(user) if user else getattr(instance, f"{question.key}_name")
    value = getattr(instance, question.key)
    if question.kind is Kind.TICK:
        return TICKED if value else ""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Snapshot:
    """`rows` holds the rows that are not deleted, by table key, in order.

    Which model they have depends on the key, which no type can say: hence Any.
    """

    postmortem: "Postmortem"
    rows: Mapping[str, list[Any]]

    @classmethod
    def of(cls, postmortem: "Postmortem") -> "Snapshot":
        """Read in one query a model (eleven); best after `with_people()`."""
        found = {name: rows_of(name, postmortem) for name in _row_models()}
        return cls(
            postmortem,
            {
                key: [row for row in found[table.model] if _belongs(row, table)]
                for key, table in TABLES.items()
            },
        )

    def answer(self, key: str) -> str:
        question = QUESTIONS[key]
        return words_of(owner_of(self.postmortem, question), question)

    def content(self) -> Content:
        answers = {key: self.answer(key) for key in QUESTIONS}
        tables = (table for section in SECTIONS for table in section.tables)
        rows = {
            table.key: tuple(_words(row, table) for row in self.rows[table.key]) for table in tables
        }
        rows["timeline"] = _dated(rows["timeline"], self.rows["timeline"])
        numbers = {row.pk: number for number, row in enumerate(self.rows["metrics"])}
        rows[ATTACHMENTS.key] = tuple(
            _words(row, ATTACHMENTS) | {"metric": str(numbers.get(row.metric_id, ""))}
            for row in self.rows[ATTACHMENTS.key]
        )
        return Content(answers, rows).complete()


def _row_models() -> list[str]:
    return sorted({table.model for table in TABLES.values()})


def rows_of(name: str, postmortem: "Postmortem") -> list[Any]:
    """The rows of one model that are not deleted, in order."""
    model = apps.get_model("postmortems", name)
    rows = model._default_manager.filter(postmortem=postmortem, deleted_at=None)
    return list(rows.select_related("owner") if name == "Action" else rows)


def _belongs(row: Row, table: Table) -> bool:
    return all(getattr(row, key) == value for key, value in table.where.items())


def _words(row: Row, table: Table) -> dict[str, str]:
    return {key: words_of(row, column) for key, column in table.fields.items() if key != "metric"}


def _dated(
    words: Sequence[dict[str, str]], events: list[TimelineEvent]
) -> tuple[dict[str, str], ...]:
    """The timeline's words; those whose day was assumed from the document say it themselves."""
    alone = resolve_column([row["time"] for row in words], day=None)
    dated = []
    for row, reading, event in zip(words, alone, events, strict=True):
        about = "~" if event.is_about else ""
        shown = {"time": about + show_instant(event.at)} if event.at and not reading.at else {}
        dated.append({**row, **shown})
    return tuple(dated)
