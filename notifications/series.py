"""A reminder that comes once or again and again: to whom, about what, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Occurrence:
    """`name` tells it from the others of its series, whatever the time zone makes of its moment."""

    due_at: datetime
    name: str


@dataclass(frozen=True)
class Series:
    """`occurrences` are in order, perhaps without end. Those before `since` were never owed; from
    `until` on none of them is true any more. `is_own` reaches people who cannot read the document:
    what they promised themselves.
    """

    recipient: User
    subject: str
    occurrences: Iterable[Occurrence]
    since: datetime
    until: datetime | None = None
    is_own: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    def around(self, now: datetime) -> list[Occurrence]:
        """The last one up to `now` and the first one after it, as far as they are there.

        Of several that have passed only the last is owed: what was not said in time is said once.
        """
        if self.until and now >= self.until:
            return []
        last = None
        for occurrence in self.occurrences:
            if self.until and occurrence.due_at >= self.until:
                break
            if occurrence.due_at < self.since:
                continue
            if occurrence.due_at > now:
                return [each for each in (last, occurrence) if each]
            last = occurrence
        return [last] if last else []
