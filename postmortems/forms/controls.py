"""One control of the document's page: what it shows, what it was made from, what is noted by it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import TextChoices

from postmortems.choices import Severity
from postmortems.consistency import Doubt
from postmortems.content import TICKED
from postmortems.document import Column, Kind, Question, Table
from postmortems.editing import Ack
from postmortems.forms.names import accessible_name, control_name
from postmortems.models import Row, TimelineEvent
from postmortems.models.snapshot import words_of


@dataclass(frozen=True)
class Note:
    """A sentence beside a control; an error, or something to look at."""

    sentence: str
    is_error: bool = False


@dataclass(frozen=True)
class Page:
    """What all controls of one page share: who reads it, what was posted, what was refused.

    `rivals` names, by target, who set another value meanwhile; `suggestions` says what an empty
    cell might hold, by "<table>:<column>".
    """

    is_writable: bool
    time_zone: str = "UTC"
    posted: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, Ack] = field(default_factory=dict)
    rivals: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, list[Doubt]] = field(default_factory=dict)
    suggestions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """What somebody else set meanwhile; `was` is that value as the write path knows it."""

    theirs: str
    was: str
    rival: str


@dataclass(frozen=True)
class Control:
    """`text` is what it shows, `base` what the document said when the page was made.

    `was` is that value of a person, as the write path knows it.
    """

    name: str
    label: str
    question: Question
    text: str
    base: str
    was: str
    notes: tuple[Note, ...]
    is_writable: bool
    conflict: Conflict | None = None
    hint: str = ""
    suggestion: str = ""

    @property
    def kind(self) -> str:
        return self.question.kind.value

    @property
    def shown(self) -> str:
        """The value as a reader sees it: a choice in words."""
        chosen = [words for value, words, is_chosen in self.options if value and is_chosen]
        return chosen[0] if chosen else self.text

    @property
    def meaning(self) -> str:
        """What the chosen severity stands for."""
        return Severity(self.text).meaning if self.text in Severity.values else ""

    def words_for(self, value: str) -> str:
        if self.question.kind is Kind.TICK:
            return "ticked" if value else "not ticked"
        choices = self.question.choices
        return str(dict(choices.choices).get(value, value)) if choices and value else value

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Of a choice: code, words, whether it is chosen."""
        choices = self.question.choices
        if choices is None:
            return []
        return [
            (value, _choice_words(choices, value, label), value == self.text)
            for value, label in choices.choices
        ]

    @property
    def is_ticked(self) -> bool:
        return self.text == TICKED

    @property
    def is_asked(self) -> bool:
        """Whether it is a question of the template, not the words beside one or a cell."""
        is_detail = self.question.key.endswith("_detail")
        return self.question.is_required and not is_detail and self.name.startswith("answer-")

    @property
    def placeholder(self) -> str:
        """The hint of a field that is empty; a detail waits until it is wanted."""
        if words := self.suggestion or self.question.hint:
            return words
        if self.question.key.endswith("_detail"):
            return "Say more"
        return "Not answered yet" if self.is_asked else ""

    @property
    def has_error(self) -> bool:
        return any(note.is_error for note in self.notes)


def _choice_words(choices: type[TextChoices], value: str, label: str) -> str:
    return f"{label}: {Severity(value).meaning}" if choices is Severity else label


def answer_control(page: Page, instance: models.Model, question: Question) -> Control:
    return _control(page, instance, question, question.target, question.label)


def cell_control(page: Page, row: Row, table: Table, column: Column, number: int) -> Control:
    target = f"row:{table.key}:{row.uid}:{column.key}"
    control = _control(page, row, column, target, accessible_name(table, column, number))
    return replace(control, suggestion=page.suggestions.get(f"{table.key}:{column.key}", ""))


def _control(
    page: Page, instance: models.Model, question: Question, target: str, label: str
) -> Control:
    """What was refused is shown as it was posted, all else as the document has it now."""
    name = control_name(target)
    words = words_of(instance, question)
    was = _person(instance, question) if question.kind is Kind.PERSON else ""
    ack = page.refused.get(target)
    is_conflict = ack is not None and ack.error == "conflict"
    return Control(
        name=name,
        label=label,
        question=question,
        text=page.posted.get(name, "") if ack else words,
        base=page.posted.get(f"base-{name}", "") if ack else words,
        was=page.posted.get(f"was-{name}", was) if ack else was,
        notes=tuple(_notes(page, instance, question, target)),
        is_writable=page.is_writable,
        conflict=Conflict(words, was, page.rivals.get(target, "")) if is_conflict else None,
        hint=_local_time(instance, page.time_zone) if question.kind is Kind.TIME else "",
    )


def _person(instance: models.Model, question: Question) -> str:
    """The person as the write path knows them, in JSON: an id, or a name as written."""
    user_id = getattr(instance, f"{question.key}_id")
    return json.dumps(user_id or getattr(instance, f"{question.key}_name"))


def _notes(page: Page, instance: Any, question: Question, target: str) -> Iterable[Note]:
    ack = page.refused.get(target)
    if ack and ack.error != "conflict":
        yield Note(ack.sentence or "This could not be saved.", is_error=True)
    for doubt in page.doubts.get(target, []):
        yield Note(doubt.sentence, doubt.is_error)
    match question.kind:
        case Kind.PERSON if name := getattr(instance, f"{question.key}_name"):
            yield Note(f"“{name}” is a name as written: choose a person, or leave it.")
        case Kind.DATE if _is_unread(instance, question):
            yield Note("This date cannot be read. Write it as 2026-12-04.")


def _is_unread(instance: Any, question: Question) -> bool:
    parsed = "postmortem_on" if question.key == "postmortem_date" else "due_on"
    return bool(getattr(instance, question.key)) and getattr(instance, parsed) is None


def _local_time(event: models.Model, time_zone: str) -> str:
    """The reader's local time, for times that can be read and where it is another."""
    if not isinstance(event, TimelineEvent) or event.at is None or time_zone == "UTC":
        return ""
    local: datetime = event.at.astimezone(ZoneInfo(time_zone))
    if not local.utcoffset():
        return ""
    day = "" if local.date() == event.at.date() else f"{local.day} {local:%b}, "
    return f"{day}{local:%H:%M} in {time_zone.rpartition('/')[2].replace('_', ' ')}"
