"""What a follow-up check asks about, how that stands on a day, and what an answer needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from postmortems.choices import ActionKind, ActionStatus, CheckAnswer, FollowUpPeriod
from postmortems.reasons import Reason

if TYPE_CHECKING:
    from postmortems.models import Action

ASKED = {
    FollowUpPeriod.WEEK: (ActionKind.SHORT_TERM, ActionKind.DETECTION, ActionKind.RESPONSE),
    FollowUpPeriod.MONTH: (ActionKind.LONG_TERM,),
    FollowUpPeriod.QUARTER: (ActionKind.SYSTEMIC,),
}
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class Standing:
    """How an action stood; `answer` and `note` are what the quarter's check says of the issue.

    `due_on` is an ISO date or "", `status` a code.
    """

    uid: str
    kind: str
    title: str
    owner: str
    due_on: str
    status: str
    status_detail: str
    slips: int
    is_late: bool
    answer: str = ""
    note: str = ""

    @classmethod
    def of(cls, action: "Action", *, on: date) -> Self:
        return cls(
            uid=str(action.uid),
            kind=action.kind,
            title=action.title,
            owner=str(action.owner) if action.owner else action.owner_name,
            due_on=action.due_on.isoformat() if action.due_on else "",
            status=action.status or ActionStatus.NOT_STARTED.value,
            status_detail=action.status_detail,
            slips=action.slips,
            is_late=action.days_late(on=on) > 0,
        )

    @property
    def is_open(self) -> bool:
        return self.status not in (ActionStatus.DONE, ActionStatus.WONT_DO)

    @property
    def due_day(self) -> date | None:
        return date.fromisoformat(self.due_on) if self.due_on else None

    @property
    def kind_label(self) -> str:
        return ActionKind(self.kind).label

    @property
    def status_label(self) -> str:
        return ActionStatus(self.status).label

    @property
    def answer_label(self) -> str:
        return CheckAnswer(self.answer).label if self.answer else ""


@dataclass(frozen=True)
class Facts:
    """How what is asked about stands; the quarter asks about everything that is open besides.

    `overdue` ones are among the `open` ones.
    """

    asked: tuple[Standing, ...] = ()
    others: tuple[Standing, ...] = ()

    @classmethod
    def of(cls, period: str, actions: Iterable["Action"], *, on: date) -> Self:
        """From the written actions of the document, in their order."""
        kinds = ASKED[FollowUpPeriod(period)]
        stand = [Standing.of(action, on=on) for action in actions]
        asks_all = period == FollowUpPeriod.QUARTER
        return cls(
            tuple(each for each in stand if each.kind in kinds),
            tuple(each for each in stand if asks_all and each.kind not in kinds and each.is_open),
        )

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What `kept` wrote."""
        asked, others = kept.get("asked", ()), kept.get("others", ())
        return cls(
            tuple(Standing(**each) for each in asked), tuple(Standing(**each) for each in others)
        )

    def kept(self, issues: Mapping[str, "IssueReply"]) -> dict[str, Any]:
        """As JSON, with what was said of each systemic issue."""
        said = [{**asdict(each), **asdict(issues.get(each.uid, NO_REPLY))} for each in self.asked]
        return {
            "done": self.done,
            "overdue": self.overdue,
            "wont_do": self.wont_do,
            "open": self.open,
            "asked": said,
            "others": [asdict(each) for each in self.others],
        }

    @property
    def everything(self) -> tuple[Standing, ...]:
        return (*self.asked, *self.others)

    @property
    def done(self) -> int:
        return sum(each.status == ActionStatus.DONE for each in self.everything)

    @property
    def wont_do(self) -> int:
        return sum(each.status == ActionStatus.WONT_DO for each in self.everything)

    @property
    def open(self) -> int:
        return sum(each.is_open for each in self.everything)

    @property
    def overdue(self) -> int:
        return sum(each.is_late for each in self.everything)

    @property
    def issues(self) -> tuple[Standing, ...]:
        """The systemic issues, each of which is asked by name."""
        return tuple(each for each in self.asked if each.kind == ActionKind.SYSTEMIC)


@dataclass(frozen=True)
class IssueReply:
    """Whether one systemic issue is addressed."""

    answer: str = ""
    note: str = ""


NO_REPLY = IssueReply()


@dataclass(frozen=True)
class Reply:
    """An answer to a check; `issues` by the uid of the systemic issue."""

    answer: str
    note: str = ""
    again_on: date | None = None
    issues: Mapping[str, IssueReply] = field(default_factory=dict)


def reasons_against(reply: Reply, facts: Facts, *, on: date) -> list[Reason]:
    """What the answer lacks on that day of the team's; a reason's target is a field of the form."""
    return [
        *_reasons_against_words(reply.answer, reply.note),
        *(
            reason
            for issue in facts.issues
            for reason in _reasons_against_issue(issue, reply.issues.get(issue.uid, NO_REPLY))
        ),
        *_reasons_against_day(reply, facts, on=on),
    ]


def _reasons_against_words(answer: str, note: str) -> Iterator[Reason]:
    if answer not in CheckAnswer.values:
        yield Reason("Answer with yes, partly or no.", "answer")
    elif answer != CheckAnswer.YES and not note.strip():
        yield Reason(f"Say in the note why it is “{CheckAnswer(answer).label}”.", "note")


def _reasons_against_issue(issue: Standing, reply: IssueReply) -> Iterator[Reason]:
    for reason in _reasons_against_words(reply.answer, reply.note):
        yield Reason(f"“{issue.title}”: {reason.sentence}", f"{reason.target}-{issue.uid}")


def _reasons_against_day(reply: Reply, facts: Facts, *, on: date) -> Iterator[Reason]:
    day, target = reply.again_on, "again_on"
    is_settled = reply.answer not in (CheckAnswer.PARTLY, CheckAnswer.NO)
    if is_settled and day:
        yield Reason("After “Yes” nothing is checked again: leave the day empty.", target)
    elif not is_settled and day is None and facts.open:
        yield Reason("Not everything is finished: say on which day to check again.", target)
    elif day and day <= on:
        yield Reason(f"Check again on a day after {on:%-d %b %Y}.", target)
    elif day and day > on + LONGEST_WAIT:
        yield Reason("Check again within a year.", target)
