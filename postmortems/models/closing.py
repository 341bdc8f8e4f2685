"""The end of a post-mortem: every check answered, every promise kept or taken back with a reason."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models, transaction

from postmortems.choices import ActionStatus, ActivityKind, Status
from postmortems.document import SECTION_OF, TABLES, actions_key
from postmortems.models.snapshot import rows_of
from postmortems.reasons import Reason, refuse_for
from postmortems.workflow import reasons_against

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models.action import Action
    from postmortems.models.check import Check
    from postmortems.models.postmortem import Postmortem


class Closing(models.Model):
    """The verb of a post-mortem that ends it."""

    class Meta:
        abstract = True

    @transaction.atomic
    def close(self, *, by: "User", at: datetime) -> None:
        """Raises Refused with everything that stands against it."""
        postmortem = cast("Postmortem", self)
        postmortem.lock_for(by)
        refuse_for(reasons_against("close", postmortem, by) or reasons_against_closing(postmortem))
        postmortem.status, postmortem.closed_at = Status.CLOSED, at
        postmortem.save(update_fields=["status", "closed_at"])
        postmortem.record(ActivityKind.CLOSED, by=by, at=at)


def reasons_against_closing(postmortem: "Postmortem") -> list[Reason]:
    """What is still open: each check without an answer, each action that is not settled."""
    actions = _actions(postmortem)
    return [
        *(_unanswered(check) for check in postmortem.checks.unanswered()),
        *(_unsettled(action) for action in actions if not action.is_finished or _is_bare(action)),
    ]


def _unanswered(check: "Check") -> Reason:
    planned = f"planned for {check.planned_on:%-d %b %Y}"
    sentence = f"{check.get_period_display()}, “{check.question}” is not answered ({planned})."
    return Reason(sentence, f"check:{check.pk}", "follow-up")


def _actions(postmortem: "Postmortem") -> list["Action"]:
    """In the document's order, in one query."""
    written = [action for action in rows_of("Action", postmortem) if action.title]
    return sorted(written, key=lambda action: list(TABLES).index(actions_key(action.kind)))


def _is_bare(action: "Action") -> bool:
    """Whether it was declined without a reason."""
    return action.status == ActionStatus.WONT_DO and not action.status_detail.strip()


def _unsettled(action: "Action") -> Reason:
    table = TABLES[actions_key(action.kind)]
    column = "status" if "status" in table.fields else "title"
    stands = (action.get_status_display() or ActionStatus.NOT_STARTED.label).lower()
    sentence = f"“{action.title}” is {stands}: complete it, or decline it with a reason."
    if _is_bare(action):
        sentence = f"“{action.title}” won’t be done: say why."
    target = f"row:{table.key}:{action.uid}:{column}"
    return Reason(sentence, target, SECTION_OF[table.key].slug)
