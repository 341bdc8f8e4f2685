"""What someone promised to do: five kinds, one model."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.choices import ActionKind, ActionStatus, Priority
from postmortems.models.row import Row

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


class Action(Row):
    kind = models.CharField(max_length=10, choices=ActionKind)
    title = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    owner_name = models.TextField(blank=True, default="")
    priority = models.CharField(max_length=2, choices=Priority, blank=True, default="")
    priority_detail = models.TextField(blank=True, default="")
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

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    def days_late(self, *, on: date) -> int:
        """Whole days past the due date, 0 when it is finished, not due yet or has no date."""
        if self.is_finished or self.due_on is None:
            return 0
        return max((on - self.due_on).days, 0)
