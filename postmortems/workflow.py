"""What may happen to a post-mortem, by whom and when: one table of transitions.

The verb that refuses and the page that explains ask the same functions; an empty answer means yes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from postmortems.choices import GRAVE, SignOffRole, Status
from postmortems.completeness import completeness
from postmortems.consistency import doubts
from postmortems.customers import affects_customers
from postmortems.permissions import may_check, may_excuse, may_sign, may_steer
from postmortems.reasons import Reason, only

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models import Postmortem, Snapshot


@dataclass(frozen=True)
class Transition:
    """`who` and `guard` say in words what `may` and the reasons against it ask."""

    key: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    who: str
    may: Callable[["Postmortem", "User"], bool]
    guard: str
    effect: str


LEADS = "the leads and the team’s managers"
MANAGERS = "the Engineering Manager, the team’s managers and administrators"
SIGNERS = "the person named in the role"
CHECKERS = "the Post-mortem Lead, the Engineering Manager and the team’s managers"

TRANSITIONS = {
    transition.key: transition
    for transition in (
        Transition(
            "submit",
            "Submit for review",
            (Status.DRAFT,),
            Status.IN_REVIEW,
            LEADS,
            may_steer,
            "nothing is missing, the milestones are in order, three roles are named",
            "the three are asked to sign; the deadline is met",
        ),
        Transition(
            "withdraw",
            "Take the submission back",
            (Status.IN_REVIEW,),
            Status.DRAFT,
            LEADS,
            may_steer,
            "none",
            "signatures are taken back; the deadline runs again",
        ),
        Transition(
            "request_changes",
            "Request changes",
            (Status.IN_REVIEW,),
            Status.IN_REVIEW,
            SIGNERS,
            may_sign,
            "a comment, a fresh password, the text that was read",
            "the three and the owners are told",
        ),
        Transition(
            "sign",
            "Sign",
            (Status.IN_REVIEW,),
            Status.IN_REVIEW,
            SIGNERS,
            may_sign,
            "a fresh password, the text that was read, nothing is missing",
            "the signature joins the chain",
        ),
        Transition(
            "sign_last",
            "Sign, the third current signature",
            (Status.IN_REVIEW,),
            Status.SIGNED_OFF,
            SIGNERS,
            may_sign,
            "the other two have signed the same text",
            "the text is frozen; three checks are planned",
        ),
        Transition(
            "close",
            "Close",
            (Status.SIGNED_OFF,),
            Status.CLOSED,
            CHECKERS,
            may_check,
            "every check is answered, every action done or declined",
            "reminders end",
        ),
        Transition(
            "reopen",
            "Reopen",
            (Status.SIGNED_OFF, Status.CLOSED, Status.NOT_REQUIRED),
            Status.DRAFT,
            MANAGERS,
            may_excuse,
            "a reason",
            "signatures are taken back; checks not yet answered are planned anew at sign-off",
        ),
        Transition(
            "excuse",
            "Mark as not required",
            (Status.DRAFT,),
            Status.NOT_REQUIRED,
            MANAGERS,
            may_excuse,
            "P2 or P3, no customer affected, a reason",
            "reminders end",
        ),
    )
}


def may(key: str, postmortem: "Postmortem", user: "User") -> bool:
    """Whether the person may, and the status is one that it starts from: what a button asks."""
    transition = TRANSITIONS[key]
    return postmortem.status in transition.sources and transition.may(postmortem, user)


def reasons_against(key: str, postmortem: "Postmortem", by: "User") -> list[Reason]:
    """Why this person cannot do it to a post-mortem in this status."""
    transition = TRANSITIONS[key]
    if not transition.may(postmortem, by):
        return [only(transition.who)]
    if postmortem.status not in transition.sources:
        wanted = " or ".join(f"“{status.label}”" for status in transition.sources)
        now = Status(postmortem.status).label
        return [Reason(f"This post-mortem is “{now}” by now; it would have to be {wanted}.")]
    return []


def reasons_against_submitting(snapshot: "Snapshot", *, now: datetime) -> list[Reason]:
    """What is missing or cannot be right (domain.md section 3); lessons may still be empty."""
    missing = [
        reason for reason in completeness(snapshot).reasons if not _is_of_lessons(reason.target)
    ]
    known = {reason.target for reason in missing}
    return missing + [
        Reason(doubt.sentence, doubt.target, "timeline")
        for doubt in doubts(snapshot.rows["timeline"], now=now)
        if doubt.is_error and doubt.target not in known
    ]


def _is_of_lessons(target: str) -> bool:
    return target.split(":")[1:2] in (["did-well-lessons"], ["to-improve-lessons"])


def reasons_against_excusing(postmortem: "Postmortem") -> list[Reason]:
    """A post-mortem is required for P0 and P1, and whenever customers were affected."""
    severity = postmortem.severity
    target = "answer:severity"
    if not severity:
        return [Reason("The severity is not set: whether it is required depends on it.", target)]
    if severity in GRAVE:
        return [Reason(f"A post-mortem is required for {severity}.", target)]
    if affects_customers(postmortem):
        sentence = "Customers were affected, so a post-mortem is required."
        return [Reason(sentence, "answer:users_affected")]
    return []


def reasons_against_waiving(postmortem: "Postmortem", by: "User") -> list[Reason]:
    """The deadline of a draft that was not submitted yet can be waived, once."""
    if not may_excuse(postmortem, by):
        return [only(MANAGERS)]
    if postmortem.status != Status.DRAFT or postmortem.submitted_at:
        return [Reason("It was submitted: its deadline runs no more.")]
    if postmortem.waived_at:
        return [Reason("Its deadline is waived already.")]
    return []


def roles_of(postmortem: "Postmortem", user: "User") -> list[SignOffRole]:
    """The roles in which the person is named."""
    return [role for role, holder in postmortem.role_holders.items() if holder == user]
