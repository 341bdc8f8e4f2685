"""How far the notices of a post-mortem are planned."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from postmortems.choices import ENDED
from postmortems.models import Activity, Postmortem

REPEATED_AFTER = timedelta(days=1)


class PlanQuerySet(models.QuerySet["Plan"]):
    def outdated(self, *, now: datetime) -> Self:
        """Those whose document was changed since, whose next notice has come, and once a day all.

        People move to another time zone, leave or join a team without any change of the document.
        """
        newer = Activity.objects.filter(
            postmortem=OuterRef("postmortem"), pk__gt=OuterRef("activity")
        )
        old = Q(planned_at__lte=now - REPEATED_AFTER) & ~Q(postmortem__status__in=ENDED)
        return self.filter(
            ~Q(seq=F("postmortem__seq"))
            | Q(next_at__lte=now)
            | Q(planned_at__gt=now)
            | old
            | Exists(newer)
        )


class Plan(models.Model):
    """`seq` and `activity` are the last change and activity that were planned for; `next_at` is
    when to plan again. Nothing is owed from before `since`.
    """

    postmortem = models.OneToOneField(
        Postmortem, models.CASCADE, primary_key=True, related_name="plan"
    )
    since = models.DateTimeField()
    seq = models.PositiveBigIntegerField(default=0)
    activity = models.PositiveBigIntegerField(default=0)
    planned_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="plan_next")]

    def __str__(self) -> str:
        return f"Notices of {self.postmortem_id}, planned at {self.planned_at}"
