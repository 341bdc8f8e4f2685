"""The life of a post-mortem: its status, its deadline, and the verbs that move it."""

from django.db import models
from django.db.models import Q

from postmortems.choices import Status


class Life(models.Model):
    """`submitted_at` is the first submission that stands; `scheduled_at` when the review meeting
    got its date. The deadline itself is computed from the resolution.
    """

    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    scheduled_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    locked_at_seq = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    waived_at = models.DateTimeField(null=True, blank=True, editable=False)
    waiver = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="postmortem_status"),
            models.CheckConstraint(
                condition=Q(waived_at=None, waiver="")
                | (Q(waived_at__isnull=False) & ~Q(waiver="")),
                name="postmortem_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(Status.SIGNED_OFF, Status.CLOSED),
                    signed_off_at__isnull=False,
                    locked_at_seq__isnull=False,
                )
                | Q(
                    status__in=(Status.DRAFT, Status.IN_REVIEW, Status.NOT_REQUIRED),
                    signed_off_at=None,
                    locked_at_seq=None,
                ),
                name="postmortem_signed_off_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at=None)),
                name="postmortem_closed_with_at",
            ),
        ]
