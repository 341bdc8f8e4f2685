"""Reads a post-mortem that was written elsewhere, shows where its words go, and opens it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms

from accounts.forms import time_zone_choices
from accounts.models import Team, User
from accounts.roles import Role
from postmortems.choices import Severity
from postmortems.content import UNPLACED, Content, is_blank_row
from postmortems.document import KEPT, QUESTIONS, SECTION_OF, SECTIONS, TABLES, Answers, Table
from postmortems.editing import open_postmortem
from postmortems.editing.values import INCIDENT_ID, RESERVED_IDS, is_taken
from postmortems.formats.markdown.reading import MOST_BYTES, Reading, Unreadable, decode, read
from postmortems.models import Postmortem

MOST_FILES = 50
ENDINGS = ".md,.markdown,.erb,.txt"


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Each file by itself; read and judged later, so that one bad file does not stop the rest."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return list(data or [])


class SourceForm(forms.Form):
    """What to import, for whom, and in which zone its unmarked times are."""

    text = forms.CharField(
        label="The text, as Markdown",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    uploads = SeveralFilesField(
        label="Or files",
        required=False,
        widget=SeveralFilesInput(attrs={"accept": ENDINGS}),
        help_text="Markdown or plain text, up to 2 MB each.",
    )
    name = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", empty_label=None)
    time_zone = forms.ChoiceField(
        label="Time zone of its times",
        initial="UTC",
        choices=time_zone_choices,
        help_text="For times that name no zone. They are kept in UTC.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User) -> None:
        super().__init__(data, files)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        self.teams = Team.objects.filter(
            memberships__user=user, memberships__role__in=[Role.MEMBER, Role.MANAGER]
        ).order_by("name")
        field.queryset = self.teams

    @property
    def has_team(self) -> bool:
        """Whether there is a team that the person may open a post-mortem in."""
        return self.teams.exists()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.cleaned_data["time_zone"])

    def sources(self) -> list["Source"]:
        """The files that were sent, or else the text that was pasted."""
        if uploads := self.cleaned_data["uploads"]:
            return [
                Source.of_file(upload.name or "", upload.read(MOST_BYTES + 1), self.zone)
                for upload in uploads[:MOST_FILES]
            ]
        return [Source.of_text(self.cleaned_data["name"], self.cleaned_data["text"], self.zone)]


class DetailsForm(forms.Form):
    """What can be put right before the post-mortem is created."""

    incident_id = forms.CharField(
        label="Incident ID",
        required=False,
        max_length=100,
        help_text="Left empty, the next INC number is given.",
    )
    title = forms.CharField(label="Title", max_length=300)
    severity = forms.ChoiceField(
        label="Severity",
        required=False,
        choices=[("", "Not known yet"), *((s.value, f"{s.label}: {s.meaning}") for s in Severity)],
    )

    def clean_incident_id(self) -> str:
        wanted: str = self.cleaned_data["incident_id"].strip()
        if sentence := reason_against_id(wanted):
            raise forms.ValidationError(sentence)
        return wanted


def reason_against_id(wanted: str) -> str:
    """Why a post-mortem cannot have this incident id; "" when it can, or when none is wanted."""
    if not wanted:
        return ""
    if not INCIDENT_ID.fullmatch(wanted) or wanted.lower() in RESERVED_IDS:
        return "Use letters, digits and - . _ # only."
    return f"{wanted} is here already." if is_taken(wanted) else ""


def open_imported(
    content: Content, *, team: Team, by: User | None, at: datetime, details: Mapping[str, str]
) -> Postmortem:
    """A new post-mortem with the words of `content`, but for what `details` puts right."""
    answers = {**content.answers, **details}
    return open_postmortem(
        team=team,
        by=by,
        at=at,
        incident_id=answers.get("incident_id", ""),
        content=Content(answers, content.rows),
    )


@dataclass(frozen=True)
class Source:
    """A text with what was read from it, or with the sentence that says why it was not."""

    name: str
    text: str = ""
    reading: Reading | None = None
    problem: str = ""

    @classmethod
    def of_file(cls, name: str, file: bytes, zone: ZoneInfo) -> Self:
        try:
            return cls.of_text(name, decode(file), zone)
        except Unreadable as problem:
            return cls(name, problem=str(problem))

    @classmethod
    def of_text(cls, name: str, text: str, zone: ZoneInfo) -> Self:
        try:
            return cls(name, text, read(text, name=name, zone=zone))
        except Unreadable as problem:
            return cls(name, text, problem=str(problem))

    @property
    def details(self) -> dict[str, str]:
        """What the text says of what can be put right."""
        content = self.reading.content if self.reading else Content()
        return {key: content.answer(key) for key in DetailsForm.base_fields}

    @cached_property
    def details_form(self) -> DetailsForm:
        """The details with their errors at once: an id that is taken is said before it is sent."""
        return DetailsForm(self.details)

    @property
    def passages(self) -> list["Passage"]:
        return list(_passages(self.text, self.reading)) if self.reading else []

    @property
    def parts(self) -> list["Part"]:
        return list(_parts(self.reading.content)) if self.reading else []

    @property
    def unplaced(self) -> str:
        return self.reading.content.unplaced if self.reading else ""


@dataclass(frozen=True)
class Passage:
    """Lines of the source that went to the same places; blank lines between are left out."""

    lines: str
    places: tuple[str, ...]
    is_unplaced: bool


def _passages(text: str, reading: Reading) -> Iterator[Passage]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    where: list[dict[str, bool]] = [{} for _ in lines]
    for piece in reading.pieces:
        place = place_words(piece.where, piece.row)
        for number in range(piece.start - 1, min(piece.end, len(lines))):
            where[number][place] = piece.where == UNPLACED
    for marks, group in groupby(zip(where, lines, strict=True), key=lambda pair: pair[0]):
        shown = "\n".join(line for _, line in group).strip("\n")
        if shown.strip():
            yield Passage(shown, tuple(marks), any(marks.values()))


def place_words(where: str, row: int = 0) -> str:
    """A question or a table in the template's words."""
    number = f", row {row}" if row else ""
    if where in TABLES:
        table = TABLES[where]
        return f"{table.heading or SECTION_OF[where].title}{number}"
    if where in QUESTIONS:
        return f"{QUESTIONS[where].label}{number}"
    return {"template": "Read as the template, filled in"}.get(where, where.capitalize()) + number


@dataclass(frozen=True)
class Part:
    """What a section of the new document will say."""

    title: str
    answers: tuple[tuple[str, str], ...]
    tables: tuple["TablePart", ...]


@dataclass(frozen=True)
class TablePart:
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _parts(content: Content) -> Iterator[Part]:
    for section in (*SECTIONS, KEPT):
        questions = [part for part in section.parts if isinstance(part, Answers)]
        answers = tuple(pair for part in questions for pair in _answers(part, content))
        tables = tuple(shown for table in section.tables if (shown := _table(table, content)).rows)
        if answers or tables:
            yield Part(section.title, answers, tables)


def _answers(part: Answers, content: Content) -> Iterator[tuple[str, str]]:
    for question in part.questions:
        words = [content.answer(question.key), content.answer(f"{question.key}_detail")]
        if question.choices and words[0]:
            words[0] = str(dict(question.choices.choices).get(words[0], words[0]))
        if said := ". ".join(word for word in words if word):
            yield question.label, said


def _table(table: Table, content: Content) -> TablePart:
    written = [row for row in content.table(table.key) if not is_blank_row(table, row)]
    used = [column for column in table.fields.values() if any(row[column.key] for row in written)]
    cells = tuple(
        tuple(
            str(dict(column.choices.choices).get(row[column.key], row[column.key]))
            if column.choices
            else row[column.key]
            for column in used
        )
        for row in written
    )
    return TablePart(table.heading, tuple(column.label for column in used), cells)
