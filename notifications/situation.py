"""What is true of a post-mortem, as far as anybody is to be told of it: read once, then asked."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Self

from accounts.models import User
from notifications.models import Snooze
from notifications.recipients import holders, readers_among
from postmortems.choices import ENDED, ActivityKind, SignOffRole, Status
from postmortems.deadlines import submission_due_at
from postmortems.document import SECTION_OF
from postmortems.models import Action, Activity, Change, Check, Postmortem, Share, Signature
from postmortems.models.signature import of_another_text
from postmortems.models.signed_text import UNSIGNED_COLUMNS

TOLD_OF = (
    ActivityKind.SUBMITTED,
    ActivityKind.CHANGES_REQUESTED,
    ActivityKind.SIGNED_OFF,
    ActivityKind.REOPENED,
)


@dataclass(frozen=True)
class Situation:
    """`named_at` says when each role got its holder, where a change says so; `changed_at` when the
    text of a signature was changed, for those that are stale.
    """

    postmortem: Postmortem
    since: datetime
    actions: list[Action] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    snoozed_until: dict[int, date] = field(default_factory=dict)
    named_at: dict[SignOffRole, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, postmortem: Postmortem, *, since: datetime) -> Self:
        """Of a post-mortem read `with_people`."""
        actions = Action.objects.written().unfinished().filter(postmortem=postmortem)
        signatures = _signatures(postmortem)
        shares = Share.objects.filter(postmortem=postmortem).prefetch_related("recipients")
        told_of = postmortem.activities.filter(kind__in=TOLD_OF)
        is_signed = postmortem.status == Status.SIGNED_OFF
        return cls(
            postmortem,
            max(since, postmortem.opened_at),
            actions=list(actions.select_related("owner").order_by("id")),
            activities=list(told_of.select_related("by").order_by("id")),
            signatures=signatures,
            changed_at=_changed_at(postmortem, signatures),
            checks=list(postmortem.checks.unanswered()) if is_signed else [],
            shares=list(shares.order_by("id")),
            snoozed_until=_snoozed_until(postmortem),
            named_at=_named_at(postmortem),
        )

    @property
    def subject(self) -> str:
        return f"postmortem:{self.postmortem.pk}"

    @property
    def deadline(self) -> datetime | None:
        """When it must be submitted; None when that is done, waived or not yet known."""
        it = self.postmortem
        is_due = it.status == Status.DRAFT and not it.submitted_at and not it.waived_at
        return submission_due_at(it) if is_due else None

    @property
    def has_ended(self) -> bool:
        return self.postmortem.status in ENDED

    def last(self, kind: ActivityKind) -> Activity | None:
        return next((each for each in reversed(self.activities) if each.kind == kind), None)

    def named_since(self, person: User) -> datetime:
        """From when on the person is owed what goes to their roles."""
        return max(self.named_on(person), self.since)

    def named_on(self, person: User) -> datetime:
        """When the first of their roles became theirs."""
        roles = holders(self.postmortem).get(person, [])
        opened_at = self.postmortem.opened_at
        moments = (self.named_at.get(role, opened_at) for role in roles)
        return max(min(moments, default=opened_at), opened_at)

    @cached_property
    def readers(self) -> set[int]:
        people = [
            *holders(self.postmortem),
            *(action.owner for action in self.actions if action.owner),
            *(person for share in self.shares for person in share.recipients.all()),
        ]
        return readers_among(self.postmortem, people)


def _signatures(postmortem: Postmortem) -> list[Signature]:
    if postmortem.status != Status.IN_REVIEW:
        return []
    return list(postmortem.signatures.current().select_related("person").order_by("number"))


def _changed_at(postmortem: Postmortem, signatures: list[Signature]) -> dict[int, datetime]:
    """Of the signatures that are for another text than today's: when it became another."""
    return {
        signature.pk: next((change.at for change in changes_since(signature)), signature.at)
        for signature in of_another_text(postmortem, signatures)
    }


def changes_since(signature: Signature) -> list[Change]:
    """What was changed of the text that was signed, the first change first."""
    changes = Change.objects.filter(postmortem=signature.postmortem_id, seq__gt=signature.seq)
    return [change for change in changes.order_by("seq")[:1000] if _is_signed(change.target)]


def _is_signed(target: str) -> bool:
    parts = target.split(":")
    section = SECTION_OF.get(parts[1]) if len(parts) > 1 else None
    return bool(section and section.is_signed) and parts[-1] not in UNSIGNED_COLUMNS


def _snoozed_until(postmortem: Postmortem) -> dict[int, date]:
    """The day of the owner's last snooze, by action."""
    owners = dict(
        Action.objects.filter(postmortem=postmortem, snoozes__isnull=False).values_list(
            "pk", "owner"
        )
    )
    snoozes = Snooze.objects.filter(action__in=owners).order_by("at", "id") if owners else ()
    return {
        each.action_id: each.until for each in snoozes if owners[each.action_id] == each.person_id
    }


def _named_at(postmortem: Postmortem) -> dict[SignOffRole, datetime]:
    targets = {f"answer:{role.value}": role for role in SignOffRole}
    changes = Change.objects.filter(postmortem=postmortem, target__in=targets)
    return {
        targets[target]: at for target, at in changes.order_by("seq").values_list("target", "at")
    }
