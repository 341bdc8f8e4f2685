"""The follow-up checks: planned at sign-off, answered with the facts of that day."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.choices import CheckAnswer, FollowUpPeriod
from postmortems.models.postmortem import Postmortem


class CheckQuerySet(models.QuerySet["Check"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def overdue(self, *, on: date) -> Self:
        return self.unanswered().filter(planned_on__lt=on)


class Check(models.Model):
    """One check of one period; `again_on` of an answered one planned the next of the same period.

    `facts` is what was true when it was answered: counts, the actions asked about by name and
    status, and for the quarter the answer to each systemic issue.
    """

    postmortem = models.ForeignKey(Postmortem, models.PROTECT, related_name="checks")
    period = models.CharField(max_length=8, choices=FollowUpPeriod)
    planned_on = models.DateField()
    answer = models.CharField(max_length=6, choices=CheckAnswer, blank=True, default="")
    note = models.TextField(blank=True, default="")
    again_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["postmortem", "planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__in=FollowUpPeriod.values), name="check_period"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None, again_on=None)
                | Q(
                    answer__in=CheckAnswer.values,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="check_answered_by_someone",
            ),
            models.UniqueConstraint(
                fields=["postmortem", "period"],
                condition=Q(answered_at=None),
                name="check_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_on"], condition=Q(answered_at=None), name="check_open")
        ]

    def __str__(self) -> str:
        return f"{self.get_period_display()} of {self.postmortem}"

    @property
    def question(self) -> str:
        """In the template's words."""
        return FollowUpPeriod(self.period).question
