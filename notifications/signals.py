"""Hears what happens to post-mortems, and plans their notices in the same transaction."""

from typing import Any

from notifications.planning import plan
from postmortems.models import Activity
from postmortems.signals import activity_recorded


def plan_again(*, activity: Activity, **sent: Any) -> None:
    """Once more at the next sweep, too: a verb may still save something after it has recorded."""
    plan(activity.postmortem, now=activity.at, is_repeated=True)


def connect() -> None:
    activity_recorded.connect(plan_again, dispatch_uid="notifications.plan_again")
