"""A post-mortem that can be submitted, its people, and how they sign it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import Membership, Team, User
from accounts.roles import Role
from postmortems.choices import Decision, Milestone, Via
from postmortems.content import Content
from postmortems.editing import Edit, commit, open_postmortem, operations
from postmortems.models import Postmortem, Signature, Snapshot
from postmortems.models.signature import Version
from postmortems.models.signed_text import canonical_text, digest
from tests.factories import UserFactory

RESOLVED = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
OPENED = RESOLVED + timedelta(hours=2)
SUBMITTED = RESOLVED + timedelta(hours=30)

TEXTS = {
    "title": "Retry loop tripled cost",
    "severity": "P1",
    "impact_summary": "One in five answers was late.",
    "postmortem_date": "2026-11-25",
    "users_affected": "2,140 people",
    "requests_failed": "6,812",
    "revenue_impact": "$4,130",
    "sla_breached": "yes",
    "services_affected": "Support agents",
    "data_loss": "no",
    "cost_incurred": "$9,870",
    "customers_notified": "Status page at 05:20",
    "public_communication": "Status page only",
    "enterprise_deals_affected": "None",
    "what_happened": "A client library retried without limit.",
    "how_detected": "A mail about cost.",
    "who_detected": "The on-call",
    "time_to_detect": "Six hours",
    "why_not_sooner": "Nobody watches tool calls at night.",
    "playbook_followed": "partially",
    "communication": "Yes.",
    "worked_well": "The flag worked.",
    "could_be_faster": "Finding it took an hour.",
}


@dataclass
class Cast:
    """Team Platform: two leads, a manager, an owner; an outsider of another team."""

    team: Team
    responder: User
    lead: User
    manager: User
    owner: User
    outsider: User

    @property
    def signers(self) -> list[User]:
        return [self.responder, self.lead, self.manager]


def create_cast() -> Cast:
    team = Team.objects.create(name="Platform", slug="platform")
    other = Team.objects.create(name="Payments", slug="payments")
    people = {
        name: UserFactory.create(email=f"{name}@example.com", full_name=full_name)
        for name, full_name in {
            "responder": "Samuel Okafor",
            "lead": "Lena Brandt",
            "manager": "Ingrid Halvorsen",
            "owner": "Priya Raman",
            "outsider": "Jonas Lindqvist",
        }.items()
    }
    for name, person in people.items():
        role = Role.MANAGER if name == "manager" else Role.MEMBER
        home = other if name == "outsider" else team
        Membership.objects.create(team=home, user=person, role=role)
    return Cast(team, **people)


def ready(cast: Cast, **answers: str) -> Postmortem:
    """A complete draft of the cast's; `answers` differ from the usual ones."""
    named = {
        "incident_lead": str(cast.responder),
        "postmortem_lead": str(cast.lead),
        "engineering_manager": str(cast.manager),
    }
    events = tuple(
        {
            "time": f"{RESOLVED + timedelta(minutes=10 * step):%Y-%m-%d %H:%M}",
            "milestone": milestone.value,
            "event": milestone.label,
        }
        for step, milestone in zip(STEPS, Milestone, strict=True)
    )
    action = {"owner": str(cast.owner), "due_date": "2026-12-04", "status": "in_progress"}
    rows = {
        "timeline": events,
        "whys": tuple({"answer": f"Because of reason {n}."} for n in range(1, 6)),
        "contributing-factors": ({"factor": "A default", "contribution": "It changed."},),
        "short-term-actions": ({"title": "Cap the retries", **action},),
        "systemic-actions": ({"title": "Failure tests are missing", "owner": str(cast.owner)},),
    }
    content = Content(TEXTS | named | answers, rows)
    return open_postmortem(
        team=cast.team, by=cast.lead, at=OPENED, incident_id="INC-2026-14", content=content
    )


# Ten minutes each, before and after the resolution, in the order of the milestones.
STEPS = (-60, -40, -38, -36, -30, -20, -10, 0, 3)


def submitted(cast: Cast, **answers: str) -> Postmortem:
    postmortem = ready(cast, **answers)
    postmortem.submit(by=cast.lead, at=SUBMITTED)
    return postmortem


def signed_off(cast: Cast, **answers: str) -> Postmortem:
    postmortem = submitted(cast, **answers)
    for minutes, person in enumerate(cast.signers):
        sign(postmortem, person, at=SUBMITTED + timedelta(minutes=minutes + 1))
    return postmortem


def version_of(postmortem: Postmortem) -> Version:
    fresh = Postmortem.objects.with_people().get(pk=postmortem.pk)
    return Version(fresh.seq, digest(canonical_text(Snapshot.of(fresh))))


def sign(
    postmortem: Postmortem,
    by: User,
    decision: Decision = Decision.APPROVED,
    *,
    at: datetime = SUBMITTED + timedelta(minutes=1),
    comment: str = "",
    seen: Version | None = None,
) -> None:
    """Sign the text as it is, unless another one was `seen`."""
    Signature.objects.sign(
        postmortem,
        decision=decision,
        by=by,
        at=at,
        seen=seen or version_of(postmortem),
        comment=comment,
    )


def rewrite(postmortem: Postmortem, by: User, key: str, text: str) -> None:
    """Set an answer's whole text, as somebody who edits it does."""
    postmortem.refresh_from_db()
    snapshot = Snapshot.of(postmortem)
    edit = Edit(f"answer:{key}", operations.diff(snapshot.answer(key), text), base=postmortem.seq)
    outcome = commit(postmortem.pk, by=by, client="test", edits=[edit], via=Via.FORM, at=SUBMITTED)
    assert not outcome.refused
    postmortem.refresh_from_db()
