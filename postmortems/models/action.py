"""What someone promised to do: five kinds, one model."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from postmortems.choices import ActionKind, ActionStatus, Priority
from postmortems.models.postmortem import Postmortem
from postmortems.models.promise import Promise
from postmortems.models.row import Row
from postmortems.reasons import Refused, refuse_for

if TYPE_CHECKING:
    from accounts.models import User

FINISHED = (ActionStatus.DONE, ActionStatus.WONT_DO)


class ActionQuerySet(models.QuerySet["Action"]):
    def written(self) -> Self:
        """Neither deleted nor an empty row of the template."""
        return self.filter(deleted_at=None).exclude(title="")

    def unfinished(self) -> Self:
        return self.exclude(status__in=FINISHED)

    def owned_by(self, user: "User") -> Self:
        return self.filter(owner=user)

    def overdue(self, *, on: date) -> Self:
        return self.unfinished().filter(due_on__lt=on)

    def visible_to(self, user: "User") -> Self:
        """Of post-mortems the person reads, and their own of any other."""
        readable = Postmortem.objects.visible_to(user)
        return self.filter(Q(postmortem__in=readable.values("pk")) | Q(owner=user))

    def postpone(self, to: date, reason: str, *, by: "User", at: datetime) -> int:
        """Postpone all of them or none. Raises Refused, each reason naming its action."""
        return self._all_or_none(lambda action: action.postpone(to, reason, by=by, at=at))

    def hand_over(self, to: "User", note: str = "", *, by: "User", at: datetime) -> int:
        """Hand all of them over or none, as `postpone` does."""
        return self._all_or_none(lambda action: action.hand_over(to, note, by=by, at=at))

    @transaction.atomic
    def _all_or_none(self, verb: Callable[["Action"], None]) -> int:
        # Post-mortems are locked in one order, so that two people never wait for each other.
        actions = list(self.select_related("postmortem").order_by("postmortem_id", "pk"))
        reasons = []
        for action in actions:
            try:
                verb(action)
            except Refused as refused:
                reasons += [
                    replace(reason, sentence=f"“{action.title}”: {reason.sentence}")
                    for reason in refused.reasons
                ]
        refuse_for(reasons)
        return len(actions)


class Action(Promise):
    priority = models.CharField(max_length=2, choices=Priority, blank=True, default="")
    priority_detail = models.TextField(blank=True, default="")

    objects = ActionQuerySet.as_manager()

    class Meta(Row.Meta):
        indexes = [
            models.Index(fields=["owner", "due_on"], name="action_owner_due"),
            models.Index(fields=["due_on"], name="action_due"),
        ]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="action_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["", *ActionStatus.values]), name="action_status"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["", *Priority.values]), name="action_priority"
            ),
            models.CheckConstraint(condition=Q(owner=None) | Q(owner_name=""), name="action_owner"),
            models.CheckConstraint(
                condition=Q(slips=0, first_due_on=None) | Q(slips__gt=0), name="action_slips"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("postmortems:action", args=[self.uid])
