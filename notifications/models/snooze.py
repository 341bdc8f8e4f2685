"""Reminders of an overdue action that its owner has put off."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.models import User
from postmortems.choices import ActivityKind
from postmortems.models import Action
from postmortems.reasons import Reason, refuse_for

LONGEST = timedelta(days=31)


def reasons_against_snoozing(action: Action, *, by: User, on: date) -> list[Reason]:
    """Only the owner, only what is overdue."""
    if action.owner_id != by.pk:
        return [Reason("Only the owner of an action can put its reminders off.")]
    if not action.days_late(on=on):
        return [Reason("Only the reminders of an overdue action can be put off.")]
    return []


def reasons_against_day(until: date | None, *, on: date) -> list[Reason]:
    """A day to come, within a month."""
    if until is None:
        return [Reason("Choose the day on which the reminders go on.")]
    if until <= on:
        return [Reason("Choose a day to come.")]
    if until - on > LONGEST:
        return [Reason(f"Choose a day within {LONGEST.days} days; or postpone the action.")]
    return []


class SnoozeManager(models.Manager["Snooze"]):
    @transaction.atomic
    def put_off(
        self,
        action: Action,
        *,
        until: date | None,
        reason: str,
        by: User,
        at: datetime,
        on: date,
    ) -> None:
        """No reminders to the owner before `until`; the lead sees the reason. Raises Refused.

        `on` is the day it is for the owner.
        """
        action.postmortem.lock_for(by)
        action.refresh_from_db()
        reason = reason.strip()
        no_reason = [] if reason else [Reason("Say why: the post-mortem lead sees it.")]
        refuse_for(
            reasons_against_snoozing(action, by=by, on=on)
            or [*reasons_against_day(until, on=on), *no_reason]
        )
        self.create(action=action, person=by, until=until or on, reason=reason, at=at)
        action.postmortem.record(
            ActivityKind.ACTION_SNOOZED,
            by=by,
            at=at,
            action=str(action.uid),
            title=action.title,
            until=str(until),
            reason=reason,
        )


class Snooze(models.Model):
    """The last one of the action's present owner counts."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="snoozes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()

    objects = SnoozeManager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.action} until {self.until}"
