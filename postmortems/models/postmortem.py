"""The post-mortem of one incident: its summary, who is named on it and who may read it."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Team
from postmortems.choices import ActivityKind, Severity, SignOffRole, Status, Visibility
from postmortems.models.closing import Closing
from postmortems.models.life import Life
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.models.snapshot import Snapshot
from postmortems.reasons import refuse_for
from postmortems.signals import activity_recorded
from postmortems.workflow import (
    reasons_against,
    reasons_against_excusing,
    reasons_against_submitting,
    reasons_against_waiving,
)

if TYPE_CHECKING:
    from accounts.models import User

INSPECTION_LASTS = timedelta(hours=1)


class Postmortem(Closing, Life):
    """One aggregate and one stream of changes: `seq` is the number of the last one.

    `role_here` and `is_named` are there when it was read by `with_role_of` or `visible_to`.
    """

    role_here: str | None
    is_named: bool

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="postmortems")
    incident_id = models.CharField(max_length=100, unique=True)
    title = models.TextField(blank=True, default="")
    severity = models.CharField(max_length=2, choices=Severity, blank=True, default="")
    severity_detail = models.TextField(blank=True, default="")
    impact_summary = models.TextField(blank=True, default="")
    duration_as_written = models.TextField(blank=True, default="")
    incident_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_incidents",
    )
    incident_lead_name = models.TextField(blank=True, default="")
    postmortem_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_postmortems",
    )
    postmortem_lead_name = models.TextField(blank=True, default="")
    engineering_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_postmortems",
    )
    engineering_manager_name = models.TextField(blank=True, default="")
    postmortem_date = models.TextField(blank=True, default="")
    postmortem_on = models.DateField(null=True, blank=True, editable=False)
    postmortem_at = models.DateTimeField(null=True, blank=True, editable=False)
    unplaced = models.TextField(blank=True, default="")

    visibility = models.CharField(
        max_length=12, choices=Visibility, default=Visibility.ORGANISATION
    )
    participants = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="postmortems_taken_part_in"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    completion = models.PositiveSmallIntegerField(default=0, editable=False)

    seq = models.PositiveBigIntegerField(default=0, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PostmortemQuerySet.as_manager()

    class Meta(Life.Meta):
        abstract = False
        verbose_name = "post-mortem"
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="postmortem_newest"),
            models.Index(fields=["team", "status"], name="postmortem_team_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["", *Severity.values]), name="postmortem_severity"
            ),
            *Life.Meta.constraints,
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="postmortem_visibility"
            ),
            models.CheckConstraint(condition=~Q(incident_id=""), name="postmortem_incident_id"),
            models.CheckConstraint(condition=Q(completion__lte=100), name="postmortem_completion"),
            *(
                models.CheckConstraint(
                    condition=Q(**{role: None}) | Q(**{f"{role}_name": ""}),
                    name=f"postmortem_{role}_one",
                )
                for role in ("incident_lead", "postmortem_lead", "engineering_manager")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("postmortems:document", args=[self.incident_id])

    def lock_for(self, user: "User") -> None:
        """Wait for whoever changes it now; then be as it is, with what `user` is in it.

        Every verb begins with it, in its transaction: of two at once the second sees the first.
        """
        locked = Postmortem.objects.select_for_update(of=("self",))
        self.refresh_from_db(from_queryset=locked)
        here = Postmortem.objects.with_role_of(user).only("pk").get(pk=self.pk)
        self.role_here, self.is_named = here.role_here, here.is_named

    @property
    def role_holders(self) -> dict[SignOffRole, "User | None"]:
        """Who is named in each of the three roles."""
        return {role: getattr(self, role) for role in SignOffRole}

    @transaction.atomic
    def open_to(
        self, visibility: Visibility, participants: Iterable["User"], *, by: "User", at: datetime
    ) -> None:
        """Set who may read and who takes part; each that changes is written down."""
        if self.visibility != visibility:
            was, self.visibility = self.visibility, visibility
            self.save(update_fields=["visibility"])
            self.record(ActivityKind.VISIBILITY_CHANGED, by=by, at=at, was=was, now=visibility)
        before = set(self.participants.all())
        after = set(participants)
        if before != after:
            self.participants.set(after)
            names = sorted(str(person) for person in after)
            self.record(ActivityKind.PARTICIPANTS_CHANGED, by=by, at=at, participants=names)

    @transaction.atomic
    def submit(self, *, by: "User", at: datetime) -> None:
        """Ask the three to sign. Raises Refused with everything that is missing."""
        self.lock_for(by)
        refuse_for(reasons_against("submit", self, by))
        refuse_for(reasons_against_submitting(Snapshot.of(self), now=at))
        self.status, self.submitted_at = Status.IN_REVIEW, self.submitted_at or at
        self.save(update_fields=["status", "submitted_at"])
        self.record(ActivityKind.SUBMITTED, by=by, at=at)

    def freeze(self, *, by: "User", at: datetime) -> None:
        """The third current signature was given, under the lock: the text is as it is now."""
        self.status, self.signed_off_at, self.locked_at_seq = Status.SIGNED_OFF, at, self.seq
        self.save(update_fields=["status", "signed_off_at", "locked_at_seq"])
        self.record(ActivityKind.SIGNED_OFF, by=by, at=at)

    @transaction.atomic
    def withdraw(self, *, by: "User", at: datetime) -> None:
        """Take the submission back: what was signed is taken back too, and the deadline runs."""
        self.lock_for(by)
        refuse_for(reasons_against("withdraw", self, by))
        self._back_to_draft(at=at)
        self.submitted_at = None
        self.save(update_fields=["submitted_at"])
        self.record(ActivityKind.WITHDRAWN, by=by, at=at)

    @transaction.atomic
    def reopen(self, *, by: "User", at: datetime, reason: str) -> None:
        """Thaw the text, for it to be written, submitted and signed again."""
        self.lock_for(by)
        refuse_for(reasons_against("reopen", self, by))
        self._back_to_draft(at=at)
        self.record(ActivityKind.REOPENED, by=by, at=at, reason=reason)

    def _back_to_draft(self, *, at: datetime) -> None:
        self.signatures.current().update(revoked_at=at)
        self.checks.unanswered().delete()
        self.status = Status.DRAFT
        self.locked_at_seq = self.signed_off_at = self.closed_at = None
        self.save(update_fields=["status", "locked_at_seq", "signed_off_at", "closed_at"])

    @transaction.atomic
    def excuse(self, *, by: "User", at: datetime, reason: str) -> None:
        """Mark it as not required: for P2 and P3 without customer impact."""
        self.lock_for(by)
        refuse_for(reasons_against("excuse", self, by) or reasons_against_excusing(self))
        self.status = Status.NOT_REQUIRED
        self.save(update_fields=["status"])
        self.record(ActivityKind.EXCUSED, by=by, at=at, reason=reason)

    @transaction.atomic
    def waive(self, *, by: "User", at: datetime, reason: str) -> None:
        """Let the 48-hour deadline pass without a reminder."""
        self.lock_for(by)
        refuse_for(reasons_against_waiving(self, by))
        self.waived_at, self.waiver = at, reason
        self.save(update_fields=["waived_at", "waiver"])
        self.record(ActivityKind.WAIVED, by=by, at=at, reason=reason)

    @transaction.atomic
    def inspect(self, *, by: "User", reason: str, at: datetime) -> None:
        """Open the document to an administrator for reading; its readers see that and why."""
        self.inspections.create(by=by, reason=reason, at=at, until=at + INSPECTION_LASTS)
        self.record(ActivityKind.RESTRICTED_READ, by=by, at=at, reason=reason)

    def record(self, kind: ActivityKind, *, by: "User | None", at: datetime, **facts: Any) -> None:
        """Write down what happened to the document, and tell whoever listens."""
        activity = self.activities.create(kind=kind, by=by, at=at, facts=facts)
        activity_recorded.send(type(self), activity=activity)
