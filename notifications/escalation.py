"""Who else hears of what is late, and from when on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from postmortems.choices import SignOffRole


@dataclass(frozen=True)
class Step:
    """From `after` on, too late by that much, the person in the role is told as well."""

    role: SignOffRole
    after: timedelta


ESCALATION: dict[str, tuple[Step, ...]] = {
    "deadline_passed": (Step(SignOffRole.ENGINEERING_MANAGER, timedelta(hours=24)),),
    "action_overdue": (
        Step(SignOffRole.POSTMORTEM_LEAD, timedelta(days=7)),
        Step(SignOffRole.ENGINEERING_MANAGER, timedelta(days=14)),
    ),
    "followup_due": (Step(SignOffRole.ENGINEERING_MANAGER, timedelta(days=7)),),
}


def steps(kind: str) -> Iterator[Step]:
    yield from ESCALATION.get(kind, ())
