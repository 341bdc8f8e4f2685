"""An action's page: what was promised, its one next step, the other forms, and its past."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from accounts.models import User
from postmortems.choices import ActionStatus, ActivityKind
from postmortems.deadlines import due_words
from postmortems.forms.moves import ChangeForm, DueDateForm, MoveForm, OwnerForm
from postmortems.models import Action, Activity
from postmortems.moves import COMPLETE, START, moves_from, reasons_against_changing
from postmortems.reasons import Reason

NEXT = {
    ActionStatus.NOT_STARTED: START,
    ActionStatus.IN_PROGRESS: COMPLETE,
    ActionStatus.BLOCKED: START,
}
CSS = {
    ActionStatus.DONE: "ok",
    ActionStatus.IN_PROGRESS: "info",
    ActionStatus.BLOCKED: "warn",
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened to the action, in words that follow the person's name."""

    by: User | None
    at: datetime
    words: str
    said: str

    @classmethod
    def of(cls, activity: Activity) -> "Happening":
        facts = activity.facts
        words = activity.get_kind_display().replace("an action", "it")
        match activity.kind:
            case ActivityKind.ACTION_POSTPONED:
                words += f" from {_day(facts['from'])}" if facts["from"] else ""
                words += f" to {_day(facts['to'])}"
            case ActivityKind.ACTION_HANDED_OVER:
                words += f" from {facts['from_name']}" if facts["from_name"] else ""
                words += f" to {facts['to_name']}"
        said = next((facts[key] for key in ("reason", "evidence", "note") if facts.get(key)), "")
        return cls(activity.by, activity.at, words, said)


class PromisePage:
    """The page on the day `on`, for `user`; `posted` is the form that was refused, if any was.

    `wanted` is the key of the form that a link asked to open.
    """

    def __init__(
        self,
        action: Action,
        *,
        user: User,
        on: date,
        posted: ChangeForm | None = None,
        wanted: str = "",
    ) -> None:
        self.action, self.user, self.on = action, user, on
        self.posted = posted
        self.wanted = posted.key if posted else wanted

    @property
    def due(self) -> str:
        return due_words(self.action.due_on, on=self.on)

    @property
    def is_late(self) -> bool:
        return self.action.days_late(on=self.on) > 0

    @property
    def css(self) -> str:
        return CSS.get(self.action.stage, "")

    @cached_property
    def against(self) -> list[Reason]:
        """Why this person changes nothing here."""
        return reasons_against_changing(self.action, by=self.user)

    @cached_property
    def forms(self) -> list[ChangeForm]:
        if self.against:
            return []
        moves = [MoveForm(move, action=self.action) for move in moves_from(self.action.stage)]
        others = [DueDateForm(action=self.action), OwnerForm(action=self.action)]
        found = [*moves, *([] if self.action.is_finished else others)]
        posted = self.posted
        shown = [posted if posted and posted.key == form.key else form for form in found]
        for form in shown:
            if form.key == self.wanted:
                form.focus()
        return shown

    @property
    def next_step(self) -> ChangeForm | None:
        step = NEXT.get(self.action.stage)
        return next((form for form in self.forms if step and form.key == step.to.value), None)

    @property
    def more(self) -> list[ChangeForm]:
        return [form for form in self.forms if form is not self.next_step]

    @property
    def kept_words(self) -> str:
        """What was typed into a form that is not offered any more."""
        if self.posted is None or self.posted in self.forms:
            return ""
        return self.posted.words_typed

    @cached_property
    def happenings(self) -> list[Happening]:
        """What happened to it, the newest first."""
        activities = self.action.postmortem.activities.filter(
            kind__startswith="action_", facts__action=str(self.action.uid)
        )
        return [Happening.of(activity) for activity in activities.select_related("by")]


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%-d %b %Y}"
