"""The document as its page shows it: sections of forms and tables, driven by the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from postmortems.choices import AttachmentSlot, Milestone
from postmortems.completeness import Completeness, SectionState, completeness
from postmortems.consistency import Doubt, doubts
from postmortems.content import is_blank_row
from postmortems.deadlines import Clock, meeting_clock, submission_clock, usual_due_dates
from postmortems.document import KEPT, SECTIONS, Answers, Section, Table, actions_key
from postmortems.forms.answers import AnswersForm, answers_form
from postmortems.forms.controls import Control, Page, cell_control
from postmortems.forms.follow_ups import Period, schedule
from postmortems.forms.signatures import SignOffPage
from postmortems.metrics import Verdict, verdict
from postmortems.milestones import Figure, figures, reached
from postmortems.models import Action, Postmortem, Row, Snapshot
from postmortems.reasons import Reason
from postmortems.workflow import may, reasons_against_submitting


@dataclass(frozen=True)
class RowPage:
    """A row: its cells by column key, and its number from 1."""

    row: Row
    number: int
    cells: Mapping[str, Control]
    table: Table
    is_removable: bool

    @property
    def uid(self) -> str:
        return str(self.row.uid)

    @property
    def milestone(self) -> str:
        """The template's words of a milestone row."""
        value = getattr(self.row, "milestone", "")
        return Milestone(value).label if value else ""

    @property
    def promise(self) -> Action | None:
        """The action that the row is, once it says something."""
        return self.row if isinstance(self.row, Action) and self.row.title.strip() else None

    @property
    def is_status_hidden(self) -> bool:
        """Whether it is an action whose table has no column for how far it is."""
        return self.promise is not None and "status" not in self.table.fields

    @property
    def is_written(self) -> bool:
        words = {key: cell.text for key, cell in self.cells.items()}
        return bool(self.screenshots) or not is_blank_row(self.table, words)

    @property
    def screenshots(self) -> list[Any]:
        return getattr(self.row, "shown_screenshots", [])

    @property
    def has_more(self) -> bool:
        """Whether a metric has more to it than its values."""
        more = ("source", "note", "not_relevant")
        return bool(self.screenshots) or any(self.cells[key].text for key in more)

    @property
    def verdict(self) -> Verdict | None:
        """How a metric stands after the incident."""
        before, after, better = (self.cells[key].text for key in ("before", "after", "better"))
        return verdict(before=before, after=after, better=better)


@dataclass(frozen=True)
class TablePage:
    table: Table
    rows: list[RowPage]

    @property
    def template(self) -> str:
        return f"postmortems/sections/_{TABLE_TEMPLATES.get(self.table.key, 'table')}.html"

    @property
    def reading_template(self) -> str:
        return self.template.replace("/sections/", "/reading/")

    @property
    def written(self) -> list[RowPage]:
        """The rows in which something is written, beyond what the template says."""
        return [row for row in self.rows if row.is_written]

    @property
    def row_name(self) -> str:
        return self.table.row_name


TABLE_TEMPLATES = {
    "timeline": "timeline",
    "whys": "whys",
    "sign-offs": "sign_offs",
    "follow-ups": "follow_ups",
    "metrics": "metrics",
    "distribution": "distribution",
}


@dataclass(frozen=True)
class SectionPage:
    section: Section
    state: SectionState | None
    parts: list["AnswersPage | TablePage"]


@dataclass(frozen=True)
class AnswersPage:
    part: Answers
    form: AnswersForm
    template: str = "postmortems/sections/_answers.html"
    reading_template: str = "postmortems/reading/_answers.html"


class DocumentPage:
    """A whole post-mortem at the moment `now`, for `page`'s reader."""

    def __init__(
        self, snapshot: Snapshot, *, page: Page, now: datetime, sign_off: SignOffPage
    ) -> None:
        self.snapshot, self.page, self.now, self.sign_off = snapshot, page, now, sign_off

    @property
    def postmortem(self) -> Postmortem:
        return self.snapshot.postmortem

    @cached_property
    def figures(self) -> dict[str, Figure]:
        return figures(reached(self.snapshot.rows["timeline"]))

    @property
    def has_figures(self) -> bool:
        return any(figure.text for figure in self.figures.values())

    @cached_property
    def completeness(self) -> Completeness:
        return completeness(self.snapshot)

    @cached_property
    def doubts(self) -> list[Doubt]:
        return timeline_doubts(self.snapshot, now=self.now)

    @cached_property
    def clock(self) -> Clock:
        return submission_clock(self.postmortem, now=self.now)

    @cached_property
    def meeting(self) -> Clock:
        return meeting_clock(self.postmortem, now=self.now)

    @cached_property
    def reasons(self) -> list[Reason]:
        """What stands against submitting it for review."""
        return reasons_against_submitting(self.snapshot, now=self.now)

    @cached_property
    def also_missing(self) -> list[Reason]:
        """What the template asks for beyond that."""
        known = {(reason.sentence, reason.target) for reason in self.reasons}
        missing = self.completeness.reasons
        return [each for each in missing if (each.sentence, each.target) not in known]

    @cached_property
    def sections(self) -> list[SectionPage]:
        shown = [*SECTIONS, KEPT] if self.has_unplaced else SECTIONS
        return [self.section(section) for section in shown]

    @property
    def has_unplaced(self) -> bool:
        return bool(self.postmortem.unplaced or self.postmortem.duration_as_written)

    def section(self, section: Section) -> SectionPage:
        state = self.completeness.sections.get(section.slug)
        return SectionPage(section, state, [self._part(part) for part in section.parts])

    def _part(self, part: Answers | Table) -> AnswersPage | TablePage:
        if isinstance(part, Answers):
            return AnswersPage(part, answers_form(part, self.snapshot, self.page))
        self._hang_screenshots(part)
        rows = self.snapshot.rows[part.key]
        return TablePage(part, [self._row(part, row, n) for n, row in enumerate(rows, start=1)])

    def _row(self, table: Table, row: Row, number: int) -> RowPage:
        cells = {
            key: cell_control(self.page, row, table, column, number)
            for key, column in table.fields.items()
            if column.kind.is_editable
        }
        is_own = bool(table.slot and getattr(row, table.slot))
        return RowPage(row, number, cells, table, self.page.is_writable and not is_own)

    def _hang_screenshots(self, table: Table) -> None:
        """Each metric's screenshots, before, during and after, without a query more."""
        if table.key != "metrics":
            return
        order = AttachmentSlot.values
        shown: list[Any] = sorted(
            self.snapshot.rows["attachments"],
            key=lambda attachment: order.index(attachment.slot),
        )
        for metric in self.snapshot.rows[table.key]:
            hung = [attachment for attachment in shown if attachment.metric_id == metric.pk]
            setattr(metric, "shown_screenshots", hung)  # noqa: B010  a plain list for the page

    @cached_property
    def follow_ups(self) -> dict[str, Period]:
        """The checks of each period, or the day one is expected on."""
        return schedule(self.postmortem)

    @property
    def may_answer(self) -> bool:
        """Whether its reader answers the checks."""
        return may("close", self.postmortem, self.sign_off.user)


def timeline_doubts(snapshot: Snapshot, *, now: datetime) -> list[Doubt]:
    return doubts(snapshot.rows["timeline"], now=now)


def suggestions(postmortem: Postmortem) -> dict[str, str]:
    """The days by which actions usually fall due, for the cells that hold none."""
    base, sprint_days = postmortem.postmortem_on, postmortem.team.sprint_days
    days = usual_due_dates(base=base, sprint_days=sprint_days)
    return {f"{actions_key(kind)}:due_date": f"by {day:%-d %b %Y}" for kind, day in days.items()}
