"""The follow-up checks: planned at sign-off, answered with the facts of that day."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from postmortems.choices import ActivityKind, CheckAnswer, FollowUpPeriod, Status
from postmortems.deadlines import CHECK_TIME, follow_up_base, follow_up_on, local_day, local_moment
from postmortems.follow_ups import Facts, Reply, reasons_against
from postmortems.models.action import Action
from postmortems.models.postmortem import Postmortem
from postmortems.permissions import may_check
from postmortems.reasons import Reason, only, refuse_for
from postmortems.workflow import CHECKERS

if TYPE_CHECKING:
    from accounts.models import User


class CheckQuerySet(models.QuerySet["Check"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def overdue(self, *, on: date) -> Self:
        return self.unanswered().filter(planned_on__lt=on)

    def plan_for(self, postmortem: Postmortem, *, at: datetime) -> None:
        """Plan what is still to be asked; `at` is the moment of the last signature.

        A period that was answered for good is not asked again, and one that was to be checked
        again keeps that day. Planning twice plans once.
        """
        base = base_of(postmortem, signed_at=at)
        last = {check.period: check for check in _in_order(postmortem)}
        days = {period: _next_day(period, last.get(period), base=base) for period in FollowUpPeriod}
        self.bulk_create(
            self.model(postmortem=postmortem, period=period, planned_on=day)
            for period, day in days.items()
            if day
        )


def base_of(postmortem: Postmortem, *, signed_at: datetime | None) -> date | None:
    """The day that the checks of this post-mortem are counted from; None while nothing says it."""
    return follow_up_base(
        meeting_on=postmortem.postmortem_on,
        meeting_at=postmortem.postmortem_at,
        signed_at=signed_at,
        time_zone=postmortem.team.time_zone,
    )


def _in_order(postmortem: Postmortem) -> list["Check"]:
    """As they were answered, the one that is open last."""
    return list(postmortem.checks.order_by(models.F("answered_at").asc(nulls_last=True), "id"))


def _next_day(period: FollowUpPeriod, last: "Check | None", *, base: date | None) -> date | None:
    """When to ask; None where it is planned or answered for good."""
    if last is None:
        return follow_up_on(period, base=base) if base else None
    return last.again_on if last.answered_at else None


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

    def get_absolute_url(self) -> str:
        return reverse("postmortems:check", args=[self.postmortem.incident_id, self.pk])

    @property
    def question(self) -> str:
        """In the template's words."""
        return FollowUpPeriod(self.period).question

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def planned_at(self) -> datetime:
        """Nine in the morning of the team."""
        return local_moment(self.planned_on, CHECK_TIME, self.postmortem.team.time_zone)

    @property
    def kept_facts(self) -> Facts:
        """What was true when it was answered."""
        return Facts.read(self.facts)

    def facts_on(self, day: date) -> Facts:
        """What it asks about, as it stands."""
        actions = Action.objects.written().filter(postmortem=self.postmortem_id)
        return Facts.of(self.period, actions.select_related("owner"), on=day)

    @transaction.atomic
    def answer_with(self, reply: Reply, *, by: "User", at: datetime) -> None:
        """Keep the answer with the facts of the day; plan the next check where one was asked for.

        Raises Refused.
        """
        postmortem = self.postmortem
        postmortem.lock_for(by)
        refuse_for(reasons_against_checking(postmortem, by=by))
        self.refresh_from_db()
        self.postmortem = postmortem
        on = local_day(at, postmortem.team.time_zone)
        facts = self.facts_on(on)
        refuse_for(
            reasons_against_answering(self, by=by) or reasons_against(reply, facts, on=on),
        )
        self.answer, self.note, self.again_on = reply.answer, reply.note, reply.again_on
        self.answered_by, self.answered_at, self.facts = by, at, facts.kept(reply.issues)
        self.save(
            update_fields=["answer", "note", "again_on", "answered_by", "answered_at", "facts"]
        )
        if reply.again_on:
            postmortem.checks.create(period=self.period, planned_on=reply.again_on)
        said = {"period": self.period, "answer": reply.answer, "note": reply.note}
        postmortem.record(ActivityKind.CHECKED, by=by, at=at, check=self.pk, **said)


def reasons_against_checking(postmortem: Postmortem, *, by: "User") -> list[Reason]:
    """Why no check of this post-mortem may be answered now by this person."""
    reasons = []
    if postmortem.status == Status.CLOSED:
        reasons.append(Reason("The post-mortem is closed: its checks are answered."))
    elif postmortem.status != Status.SIGNED_OFF:
        reasons.append(Reason("Checks are answered once the post-mortem is signed off."))
    if not may_check(postmortem, by):
        reasons.append(only(CHECKERS))
    return reasons


def reasons_against_answering(check: Check, *, by: "User") -> list[Reason]:
    """Why this check may not be answered now by this person."""
    reasons = reasons_against_checking(check.postmortem, by=by)
    if check.answered_at:
        moment = f"{check.answered_at:%-d %b %Y, %H:%M} UTC"
        said = f"It is answered already: “{check.get_answer_display()}”, by {check.answered_by}"
        reasons.append(Reason(f"{said} on {moment}."))
    return reasons
