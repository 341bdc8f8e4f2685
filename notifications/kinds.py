"""Every notice there is: when, to whom, whether it waits, and whether its mail can be turned off.

domain.md section 4 as a table; who else hears of what is very late stands in `escalation`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifications import schedules
from notifications.hours import working_moment
from notifications.schedules import Schedule
from postmortems.choices import Severity
from postmortems.deadlines import submission_due_at
from postmortems.models import Postmortem

Waits = Callable[[Postmortem | None, datetime], bool]


def always(postmortem: Postmortem | None, moment: datetime) -> bool:
    """What its mail says is as good in the morning."""
    return True


def never(postmortem: Postmortem | None, moment: datetime) -> bool:
    """Somebody did it just now, and others go on from there."""
    return False


def unless_it_is_p0(postmortem: Postmortem | None, moment: datetime) -> bool:
    return postmortem is None or postmortem.severity != Severity.P0


def unless_it_were_too_late(postmortem: Postmortem | None, moment: datetime) -> bool:
    """A mail about a deadline must not come after it."""
    deadline = submission_due_at(postmortem) if postmortem else None
    return deadline is None or moment < deadline


@dataclass(frozen=True)
class Kind:
    """`when` and `to` say in words what `schedule` computes. A kind without one is made elsewhere.

    `is_gathered`: those of ten minutes go into one mail. `is_optional`: its mail can be turned
    off, the inbox has it all the same.
    """

    key: str
    label: str
    when: str
    to: str
    schedule: Schedule | None = None
    waits: Waits = never
    is_gathered: bool = False
    is_optional: bool = False

    def goes_at(self, due_at: datetime, *, postmortem: Postmortem | None, zone: str) -> datetime:
        """When its mail may go out: at once, or in the next working hours of the person."""
        moment = working_moment(due_at, zone)
        return moment if self.waits(postmortem, moment) else due_at


ROLES = "the three roles"
LEADS = "both leads"

KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "opened",
            "Post-mortem opened",
            "when you are named on a post-mortem",
            ROLES,
            schedules.opened,
            is_optional=True,
        ),
        Kind(
            "deadline_near",
            "Deadline near",
            "24 hours and 4 hours before the 48-hour deadline",
            LEADS,
            schedules.deadline_near,
            unless_it_were_too_late,
        ),
        Kind(
            "deadline_passed",
            "Deadline passed",
            "at the deadline, daily for 5 days, then weekly",
            f"{LEADS}; the Engineering Manager from 24 hours after",
            schedules.deadline_passed,
            unless_it_is_p0,
        ),
        Kind(
            "signoff_requested",
            "Sign-off requested",
            "at the submission, then every 2 working days",
            "who has yet to sign",
            schedules.signoff_requested,
            # The request itself does not wait; its repeats come at nine on working days anyway.
        ),
        Kind(
            "signoff_stale",
            "Changed since you signed",
            "when the text you signed has changed, then every 2 working days",
            "whose signature is for an older text",
            schedules.signoff_stale,
        ),
        Kind(
            "changes_requested",
            "Changes requested",
            "at once",
            f"{ROLES}, owners of actions",
            schedules.changes_requested,
        ),
        Kind(
            "signed_off",
            "Signed off",
            "at once",
            f"{ROLES}, owners of actions",
            schedules.signed_off,
            # Not optional: it carries the receipt, which is kept outside.
        ),
        Kind(
            "reopened",
            "Reopened",
            "at once",
            f"{ROLES}, owners of actions",
            schedules.reopened,
            is_optional=True,
        ),
        Kind(
            "action_assigned",
            "Action assigned",
            "at once, gathered over 10 minutes",
            "the owner",
            schedules.action_assigned,
            is_gathered=True,
            is_optional=True,
        ),
        Kind(
            "action_due",
            "Actions due",
            "7 days (long-term) and 2 days before, and on the day",
            "the owner",
            schedules.action_due,
            always,
            is_optional=True,
        ),
        Kind(
            "action_overdue",
            "Actions overdue",
            "the day after, then weekly",
            "the owner; the Post-mortem Lead from 7 days late, the Engineering Manager from 14",
            schedules.action_overdue,
            always,
        ),
        Kind(
            "followup_due",
            "Follow-up due",
            "2 days before, on the day, then every 3 days",
            "the Post-mortem Lead; the Engineering Manager from 7 days late",
            schedules.followup_due,
            always,
        ),
        Kind(
            "shared",
            "Shared with you",
            "at once",
            "whom it is shared with",
            schedules.shared,
            is_optional=True,
        ),
        Kind(
            "week",
            "Weekly digest",
            "Mondays at 09:00",
            "everyone with something open",
            waits=always,
            is_optional=True,
        ),
        Kind("mail_failed", "A mail could not be delivered", "at once", "administrators"),
    )
}
