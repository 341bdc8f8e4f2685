"""A document with its people, moved on without what a submission asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import Team, User
from accounts.roles import Role
from notifications.digests import compose_due, next_due_at
from notifications.models import Email, Notice, Plan
from notifications.models.email import EmailState
from notifications.models.notice import NoticeState
from notifications.planning import plan_due
from postmortems.choices import ActionKind, ActivityKind, Decision, Status
from postmortems.editing import open_postmortem
from postmortems.models import Action, Postmortem, Signature, SignedText, Snapshot
from postmortems.models.signature import Version
from tests.factories import MembershipFactory, TeamFactory, UserFactory

# A Tuesday.
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Cast:
    team: Team
    responder: User
    lead: User
    manager: User
    owner: User
    postmortem: Postmortem


def person(team: Team | None = None, **fields: Any) -> User:
    made: User = UserFactory.create(**fields)
    if team:
        MembershipFactory.create(team=team, user=made, role=Role.MEMBER)
    return made


def cast(*, at: datetime = AT, zone: str = "UTC", **fields: Any) -> Cast:
    """A post-mortem opened at `at`, its three roles named, its incident resolved at that moment."""
    team: Team = TeamFactory.create()
    responder, lead, manager, owner = (
        person(team, full_name=name, email=f"{name.lower()}{team.pk}@example.com", time_zone=zone)
        for name in ("Rita", "Lee", "Maria", "Omar")
    )
    postmortem = open_postmortem(team=team, by=lead, at=at)
    values: dict[str, Any] = {
        "title": "Retry loop tripled cost",
        "incident_lead": responder,
        "postmortem_lead": lead,
        "engineering_manager": manager,
        "resolved_at": at,
        "severity": "P1",
    }
    change(postmortem, **(values | fields))
    return Cast(team, responder, lead, manager, owner, postmortem)


def change(postmortem: Postmortem, **fields: Any) -> None:
    """As an edit leaves it: the fields, and the next number of the stream."""
    for name, value in fields.items():
        setattr(postmortem, name, value)
    postmortem.seq += 1
    postmortem.save(update_fields=[*fields, "seq"])


def promise(cast: Cast, *, due_on: date | None = None, **fields: Any) -> Action:
    values: dict[str, Any] = {
        "kind": ActionKind.SHORT_TERM,
        "title": "Cap the retries",
        "owner": cast.owner,
        "assigned_at": cast.postmortem.opened_at,
        "assigned_by": cast.lead,
        "due_on": due_on,
    }
    action = Action.objects.create(postmortem=cast.postmortem, **(values | fields))
    change(cast.postmortem)
    return action


def submit(cast: Cast, *, at: datetime) -> None:
    """In review, whatever is missing."""
    change(cast.postmortem, status=Status.IN_REVIEW, submitted_at=at)
    cast.postmortem.record(ActivityKind.SUBMITTED, by=cast.lead, at=at)


def sign(
    cast: Cast,
    by: User,
    *,
    at: datetime,
    decision: Decision = Decision.APPROVED,
    comment: str = "",
) -> Signature:
    """A signature of the text as it stands, in the first role the person holds."""
    postmortem = Postmortem.objects.with_people().get(pk=cast.postmortem.pk)
    version = Version.of(Snapshot.of(postmortem))
    text, _ = SignedText.objects.get_or_create(
        postmortem=postmortem, sha256=version.sha256, defaults={"seq": version.seq, "text": "{}"}
    )
    role = next(role for role, holder in postmortem.role_holders.items() if holder == by)
    postmortem.signatures.current().filter(role=role).update(revoked_at=at)
    signature = Signature.objects.create(
        postmortem=postmortem,
        number=postmortem.signatures.count() + 1,
        role=role,
        person=by,
        full_name=str(by),
        decision=decision,
        comment=comment,
        at=at,
        seq=version.seq,
        signed_text=text,
        sha256=version.sha256,
        key_id="test",
        mac="0" * 64,
    )
    is_approval = decision == Decision.APPROVED
    kind = ActivityKind.APPROVED if is_approval else ActivityKind.CHANGES_REQUESTED
    facts = {"role": str(role), "signature": signature.pk}
    facts |= {} if is_approval else {"comment": comment}
    postmortem.record(kind, by=by, at=at, **facts)
    return signature


def sign_off(cast: Cast, *, at: datetime) -> None:
    change(
        cast.postmortem,
        status=Status.SIGNED_OFF,
        signed_off_at=at,
        locked_at_seq=cast.postmortem.seq,
    )
    cast.postmortem.record(ActivityKind.SIGNED_OFF, by=cast.manager, at=at)


def sweep(now: datetime) -> int:
    """Plan, write and send; how many mails."""
    plan_due(now=now)
    made = compose_due(now=now)
    Email.objects.filter(state=EmailState.PENDING).update(
        state=EmailState.SENT, sent_at=now, attempts=1
    )
    return made


def mails(to: User | None = None) -> list[Email]:
    found = Email.objects.order_by("created_at", "subject")
    return list(found.filter(to_user=to) if to else found)


def composed(kind: str, to: User) -> list[datetime]:
    """When notices of that kind fell due that were put into a mail to the person."""
    rows = Notice.objects.filter(kind=kind, recipient=to, state=NoticeState.COMPOSED)
    return list(rows.order_by("due_at").values_list("due_at", flat=True))


def run(start: datetime, end: datetime) -> None:
    """Sweep whenever anything is to go out or to be planned anew, as a sweep a minute would."""
    now = start
    while now <= end:
        sweep(now)
        planned = Plan.objects.filter(next_at__gt=now).order_by("next_at").first()
        moments = [next_due_at(now=now), planned and planned.next_at]
        now = max(min((at for at in moments if at), default=end + MINUTE), now + MINUTE)
    sweep(end)
