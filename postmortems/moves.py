"""What may become of an action, by whom and from where: the table of its moves.

Each verb asks its reasons against: empty means yes. They save nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from postmortems.choices import ActionStatus, ActivityKind, Status
from postmortems.document import actions_key
from postmortems.permissions import may_move
from postmortems.reasons import Reason

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models.promise import Promise

OPEN = (ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS, ActionStatus.BLOCKED)
OVER = {Status.CLOSED: "closed", Status.NOT_REQUIRED: "marked as not required"}


@dataclass(frozen=True)
class Move:
    """A verb that sets the status; what it `asks` must be said, and is the activity's `fact`."""

    to: ActionStatus
    since: tuple[ActionStatus, ...]
    kind: ActivityKind
    button: str
    asks: str = ""
    fact: str = ""


START = Move(
    ActionStatus.IN_PROGRESS,
    (ActionStatus.NOT_STARTED, ActionStatus.BLOCKED),
    ActivityKind.ACTION_STARTED,
    "Start",
)
BLOCK = Move(
    ActionStatus.BLOCKED,
    (ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS),
    ActivityKind.ACTION_BLOCKED,
    "Mark as blocked",
    "What is in the way?",
    "reason",
)
COMPLETE = Move(
    ActionStatus.DONE,
    OPEN,
    ActivityKind.ACTION_COMPLETED,
    "Complete",
    "What shows that it is done?",
    "evidence",
)
DECLINE = Move(
    ActionStatus.WONT_DO,
    OPEN,
    ActivityKind.ACTION_DECLINED,
    "Decide against it",
    "Why will it not be done?",
    "reason",
)
REOPEN = Move(
    ActionStatus.NOT_STARTED,
    (ActionStatus.DONE, ActionStatus.WONT_DO),
    ActivityKind.ACTION_REOPENED,
    "Reopen",
    "Why is it open again?",
    "reason",
)
MOVES = {move.to: move for move in (START, COMPLETE, BLOCK, DECLINE, REOPEN)}


def moves_from(stage: ActionStatus) -> list[Move]:
    return [move for move in MOVES.values() if stage in move.since]


def reasons_against_changing(action: "Promise", *, by: "User") -> list[Reason]:
    """Why nothing of the action may change, whatever it is; needs what `lock_for` reads."""
    postmortem, target = action.postmortem, f"rows:{actions_key(action.kind)}"
    reasons = []
    if action.is_deleted:
        reasons.append(Reason("It was deleted from the post-mortem.", target))
    if over := OVER.get(Status(postmortem.status)):
        sentence = f"{postmortem.incident_id} is {over}: its actions stay as they are."
        reasons.append(Reason(sentence, target))
    if not may_move(action, by):
        who = "Its owner, the two leads and the team’s managers change it, nobody else."
        reasons.append(Reason(who, target))
    return reasons


def reasons_against_moving(
    action: "Promise", move: Move, words: str, *, by: "User"
) -> list[Reason]:
    target, stage = _target(action, "status"), action.stage
    reasons = reasons_against_changing(action, by=by)
    if stage == move.to:
        reasons.append(Reason(f"Its status is “{stage.label}” already.", target))
    elif move is REOPEN and stage in OPEN:
        reasons.append(Reason("It is open: there is nothing to reopen.", target))
    elif stage not in move.since:
        reasons.append(Reason(f"Its status is “{stage.label}”: reopen it first.", target))
    if move.asks and not words:
        reasons.append(Reason(f"An answer is missing: {move.asks}", target))
    return reasons


def reasons_against_postponing(
    action: "Promise", to: date, reason: str, *, by: "User", on: date
) -> list[Reason]:
    target = _target(action, "due_date")
    reasons = [*reasons_against_changing(action, by=by), *_finished(action, target)]
    if to < on:
        reasons.append(Reason(f"{_day(to)} is over already.", target))
    elif action.due_on and to <= action.due_on:
        sentence = f"{_day(to)} is not later than its due date, {_day(action.due_on)}."
        reasons.append(Reason(sentence, target))
    if not reason:
        reasons.append(Reason("A reason is missing: why later?", target))
    return reasons


def reasons_against_handing_over(action: "Promise", to: "User", *, by: "User") -> list[Reason]:
    target = _target(action, "owner")
    reasons = [*reasons_against_changing(action, by=by), *_finished(action, target)]
    if not to.is_active:
        reasons.append(Reason(f"{to} has left and cannot own it.", target))
    if to.pk == action.owner_id:
        reasons.append(Reason(f"{to} owns it already.", target))
    return reasons


def _finished(action: "Promise", target: str) -> list[Reason]:
    if action.stage in OPEN:
        return []
    return [Reason(f"Its status is “{action.stage.label}”: reopen it first.", target)]


def _target(action: "Promise", column: str) -> str:
    return f"row:{actions_key(action.kind)}:{action.uid}:{column}"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
