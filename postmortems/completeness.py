"""What is still missing, as reasons: a sentence and the field it points at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postmortems.choices import ActionKind, Milestone, SignOffRole
from postmortems.content import Content, is_blank_row
from postmortems.document import QUESTIONS, SECTIONS, TABLES, Kind, Section, Table
from postmortems.reasons import Reason

if TYPE_CHECKING:
    from postmortems.models import Action, Snapshot, TimelineEvent


@dataclass(frozen=True)
class SectionState:
    """How far a section is: `asked` things are asked for, `reasons` say which are missing."""

    section: Section
    asked: int
    reasons: tuple[Reason, ...]
    is_written: bool

    @property
    def answered(self) -> int:
        return self.asked - len(self.reasons)

    @property
    def mark(self) -> str:
        """`full`, `half` or `none`; a section that asks for nothing is full once it is begun."""
        if not self.reasons:
            return "full" if self.asked or self.is_written else "none"
        return "half" if self.answered or self.is_written else "none"


@dataclass(frozen=True)
class Completeness:
    sections: Mapping[str, SectionState]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for state in self.sections.values() for reason in state.reasons)

    @property
    def percent(self) -> int:
        """Answered of asked, rounded down: 100 means nothing is missing."""
        asked = sum(state.asked for state in self.sections.values())
        return 100 * (asked - len(self.reasons)) // asked


ALL_WHYS = 5
Ask = tuple[bool, str, str]  # whether it is answered, the sentence if not, the target


def completeness(snapshot: "Snapshot") -> Completeness:
    """The state of every section of the template."""
    states = {}
    content = snapshot.content()
    for section in SECTIONS:
        asks = [*_questions(section, snapshot), *_tables(section, snapshot)]
        reasons = tuple(
            Reason(sentence, target, section.slug) for done, sentence, target in asks if not done
        )
        is_written = _is_written(section, content)
        states[section.slug] = SectionState(section, len(asks), reasons, is_written)
    return Completeness(states)


def _is_written(section: Section, content: Content) -> bool:
    return any(content.answer(question.key) for question in section.questions) or any(
        not is_blank_row(table, row) for table in section.tables for row in content.table(table.key)
    )


def _questions(section: Section, snapshot: "Snapshot") -> Iterator[Ask]:
    for question in section.questions:
        if not question.is_required or not question.kind.is_editable:
            continue
        answered = bool(snapshot.answer(question.key).strip())
        if question.detail:
            answered = answered or bool(snapshot.answer(question.detail.key).strip())
        if question.kind is Kind.PERSON:
            yield _person_ask(question.key, snapshot)
        else:
            yield answered, f"“{question.label}” is not answered", question.target


def _person_ask(key: str, snapshot: "Snapshot") -> Ask:
    label, target = QUESTIONS[key].label, QUESTIONS[key].target
    if getattr(snapshot.postmortem, key) is not None:
        return True, "", target
    if name := snapshot.answer(key):
        return False, f"{label}: “{name}” is nobody who signs in here", target
    return False, f"{label} is not named", target


def _tables(section: Section, snapshot: "Snapshot") -> Iterator[Ask]:
    for table in section.tables:
        if rule := TABLE_RULES.get(table.key):
            yield from rule(table, snapshot)


def _milestones(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    """Every milestone has a time that can be read."""
    rows: dict[str, TimelineEvent] = {
        row.milestone: row for row in snapshot.rows[table.key] if row.milestone
    }
    for milestone in Milestone:
        row = rows.get(milestone)
        target = f"row:{table.key}:{row.uid}:time" if row else table.target
        problem = "a time that cannot be read" if row and row.time.strip() else "no time"
        yield bool(row and row.at), f"“{milestone.label}” has {problem}", target


def _whys(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    """Five answers, or fewer with a reason; one at least."""
    rows = snapshot.rows[table.key]
    answered = [row for row in rows if row.answer.strip()]
    is_excused = bool(answered) and bool(snapshot.answer("fewer_whys_reason").strip())
    blank = next((row for row in rows if not row.answer.strip()), None)
    target = f"row:{table.key}:{blank.uid}:answer" if blank else table.target
    sentence = (
        f"The whys stop after {len(answered)} of {ALL_WHYS}: go on to the systemic cause, "
        "or say why fewer are enough"
        if answered
        else "No why is answered"
    )
    yield len(answered) >= ALL_WHYS or is_excused, sentence, target


def _some_action(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    """One action at least, of whatever kind; asked once, at the short-term actions."""
    if table.where["kind"] == ActionKind.SHORT_TERM:
        actions = [
            action
            for other in TABLES.values()
            if other.model == "Action"
            for action in snapshot.rows[other.key]
            if action.title.strip()
        ]
        yield bool(actions), "There is no action yet", _first_cell(table, snapshot, "title")
    yield from _promises(table, snapshot)


def _promises(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    """Every action has one owner; short- and long-term ones a due date as well."""
    for action in snapshot.rows[table.key]:
        if action.title.strip():
            yield _owner_ask(table, action)
            if "due_date" in table.fields:
                target = f"row:{table.key}:{action.uid}:due_date"
                yield bool(action.due_on), f"“{_short(action.title)}” has no due date", target


def _owner_ask(table: Table, action: "Action") -> Ask:
    target = f"row:{table.key}:{action.uid}:owner"
    if action.owner_name:
        sentence = f"“{_short(action.title)}”: the owner “{action.owner_name}” is nobody here"
    else:
        sentence = f"“{_short(action.title)}” has no owner"
    return action.owner_id is not None, sentence, target


def _lessons(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    written = any(row.text.strip() for row in snapshot.rows[table.key])
    target = _first_cell(table, snapshot, "text")
    yield written, f"Nothing is written under “{table.heading}”", target


def _sign_offs(table: Table, snapshot: "Snapshot") -> Iterator[Ask]:
    """The Engineering Manager is neither of the leads (the names are asked as questions)."""
    postmortem = snapshot.postmortem
    manager = postmortem.engineering_manager_id
    leads = (postmortem.incident_lead_id, postmortem.postmortem_lead_id)
    yield (
        manager is None or manager not in leads,
        f"The {SignOffRole.ENGINEERING_MANAGER.label} must be neither of the leads",
        QUESTIONS["engineering_manager"].target,
    )


def _first_cell(table: Table, snapshot: "Snapshot", column: str) -> str:
    rows = snapshot.rows[table.key]
    return f"row:{table.key}:{rows[0].uid}:{column}" if rows else table.target


def _short(words: str, limit: int = 60) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


TABLE_RULES = {
    "timeline": _milestones,
    "whys": _whys,
    "detection-actions": _promises,
    "response-actions": _promises,
    "short-term-actions": _some_action,
    "long-term-actions": _promises,
    "systemic-actions": _promises,
    "did-well-lessons": _lessons,
    "to-improve-lessons": _lessons,
    "sign-offs": _sign_offs,
}
