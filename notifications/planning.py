"""What is owed to whom, and when."""

from datetime import datetime


def plan_due(*, now: datetime) -> None:
    """Bring the notices in line with what is true now."""


def next_due_at(*, now: datetime) -> datetime | None:
    """When the next notice falls due."""
    return None
