"""A promise: who owes what until when, how far it is, and the verbs that move it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction

from postmortems.choices import ActionKind, ActionStatus, ActivityKind
from postmortems.document import TABLES, actions_key
from postmortems.models.change import log_value
from postmortems.models.completion import refresh_completion
from postmortems.models.row import Row
from postmortems.moves import (
    BLOCK,
    COMPLETE,
    DECLINE,
    OPEN,
    REOPEN,
    START,
    Move,
    reasons_against_handing_over,
    reasons_against_moving,
    reasons_against_postponing,
)
from postmortems.permissions import WRITABLE
from postmortems.reasons import refuse_for
from postmortems.spans import show_times

if TYPE_CHECKING:
    from accounts.models import User


class Promise(Row):
    """Its verbs go on after sign-off: the text stays as it was signed, they move what is now.

    Each waits for whoever changes the post-mortem, and raises Refused with all that speaks
    against it. `status_detail` is the why of *blocked* and *won't do*.
    """

    kind = models.CharField(max_length=10, choices=ActionKind)
    title = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    owner_name = models.TextField(blank=True, default="")
    due_date = models.TextField(blank=True, default="")
    due_on = models.DateField(null=True, blank=True, editable=False)
    status = models.CharField(max_length=11, choices=ActionStatus, blank=True, default="")
    status_detail = models.TextField(blank=True, default="")
    assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    evidence = models.TextField(blank=True, default="")
    first_due_on = models.DateField(null=True, blank=True, editable=False)
    slips = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> ActionStatus:
        """Its status; one that was never set is “Not started”."""
        return ActionStatus(self.status or ActionStatus.NOT_STARTED)

    @property
    def is_finished(self) -> bool:
        return self.stage not in OPEN

    @property
    def slipped(self) -> str:
        """Such as "slipped twice, first due 4 Dec 2026"; "" when it never did."""
        if self.first_due_on is None:
            return ""
        return f"slipped {show_times(self.slips)}, first due {self.first_due_on:%-d %b %Y}"

    def days_late(self, *, on: date) -> int:
        """Whole days past the due date, 0 when it is finished, not due yet or has no date."""
        if self.is_finished or self.due_on is None:
            return 0
        return max((on - self.due_on).days, 0)

    def lock_for(self, user: "User") -> None:
        """Wait for whoever changes its post-mortem now; then both are as they are."""
        postmortem = self.postmortem
        postmortem.lock_for(user)
        self.refresh_from_db()
        self.postmortem = postmortem  # refreshing forgot it, and what `user` is in it

    def start(self, *, by: "User", at: datetime) -> None:
        self.move(START, by=by, at=at)

    def block(self, reason: str, *, by: "User", at: datetime) -> None:
        self.move(BLOCK, reason, by=by, at=at)

    def complete(self, evidence: str, *, by: "User", at: datetime) -> None:
        self.move(COMPLETE, evidence, by=by, at=at)

    def decline(self, reason: str, *, by: "User", at: datetime) -> None:
        self.move(DECLINE, reason, by=by, at=at)

    def reopen(self, reason: str, *, by: "User", at: datetime) -> None:
        self.move(REOPEN, reason, by=by, at=at)

    @transaction.atomic
    def move(self, move: Move, words: str = "", *, by: "User", at: datetime) -> None:
        """What is said of it is the status's why, or the evidence that it is done."""
        self.lock_for(by)
        refuse_for(reasons_against_moving(self, move, words, by=by))
        why = words if move in (BLOCK, DECLINE) else ""
        self._write("status", move.to.value, by=by, at=at)
        self._write("status_detail", why, by=by, at=at)
        self.evidence = words if move is COMPLETE else ""
        self.save(update_fields=["status", "status_detail", "evidence"])
        self._record(move.kind, by=by, at=at, **({move.fact: words} if move.fact else {}))

    @transaction.atomic
    def postpone(self, to: date, reason: str, *, by: "User", at: datetime) -> None:
        """A new due date; the first one is kept and the slip counted, where there was one."""
        self.lock_for(by)
        refuse_for(reasons_against_postponing(self, to, reason, by=by, on=at.date()))
        was = self.due_on
        if was is not None:
            self.first_due_on = self.first_due_on or was
            self.slips += 1
        self._write("due_date", to.isoformat(), by=by, at=at)
        self.due_on = to
        self.save(update_fields=["due_date", "due_on", "first_due_on", "slips"])
        span = {"from": was.isoformat() if was else "", "to": to.isoformat()}
        self._record(ActivityKind.ACTION_POSTPONED, by=by, at=at, reason=reason, **span)
        self._refresh_completion()

    @transaction.atomic
    def hand_over(self, to: "User", note: str = "", *, by: "User", at: datetime) -> None:
        """To another owner, who need not read the post-mortem."""
        self.lock_for(by)
        refuse_for(reasons_against_handing_over(self, to, by=by))
        was = {"from_name": str(self.owner or self.owner_name), "from_id": self.owner_id}
        self._log("owner", new=to.pk, was=self.owner_id or self.owner_name, by=by, at=at)
        self.owner, self.owner_name = to, ""
        self.assigned_at, self.assigned_by = at, by
        self.save(update_fields=["owner", "owner_name", "assigned_at", "assigned_by"])
        now = {"to_name": str(to), "to_id": to.pk, "note": note}
        self._record(ActivityKind.ACTION_HANDED_OVER, by=by, at=at, **was, **now)
        self._refresh_completion()

    def _write(self, column: str, new: str, *, by: "User", at: datetime) -> None:
        self._log(column, new=new, was=getattr(self, column), by=by, at=at)
        setattr(self, column, new)

    def _log(self, column: str, *, new: Any, was: Any, by: "User", at: datetime) -> None:
        """Append the change to the document's log, where its table has the column."""
        key = actions_key(self.kind)
        if new != was and column in TABLES[key].fields:
            target = f"row:{key}:{self.uid}:{column}"
            log_value(self.postmortem, target, new=new, was=was, by=by, at=at)

    def _record(self, kind: ActivityKind, *, by: "User", at: datetime, **facts: Any) -> None:
        named = {"action": str(self.uid), "title": self.title}
        self.postmortem.record(kind, by=by, at=at, **named, **facts)

    def _refresh_completion(self) -> None:
        """An owner or a due date may have been what the document lacked."""
        if self.postmortem.status in WRITABLE:
            refresh_completion(self.postmortem)
