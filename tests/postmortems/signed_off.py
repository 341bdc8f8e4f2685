"""Post-mortems that three people have signed, for what comes after."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import ActionKind, Decision, SignOffRole, Status
from postmortems.models import Action, Check, Distribution, Postmortem, Signature, SignedText
from tests.factories import AT, MembershipFactory, UserFactory, create_postmortem

SHA256 = "5e" * 32
LATER = AT + timedelta(days=8)


def create_cast() -> dict[str, User]:
    """Lead, responder, manager and viewer of one team; an engineering manager; an outsider."""
    lead = MembershipFactory.create(user__full_name="Lena Lead")
    people = {"lead": lead.user}
    for name, role in (
        ("responder", Role.MEMBER),
        ("manager", Role.MANAGER),
        ("viewer", Role.VIEWER),
    ):
        full_name = f"{name.title()} {name.title()}son"
        membership = MembershipFactory.create(team=lead.team, role=role, user__full_name=full_name)
        people[name] = membership.user
    people["engineer"] = UserFactory.create(full_name="Eve Engineer")
    people["outsider"] = MembershipFactory.create(user__full_name="Otto Outsider").user
    return people


def sign_off(postmortem: Postmortem, *, at: datetime = AT, **fields: Any) -> Postmortem:
    """Freeze it with a last signature at `at`, and plan its checks."""
    Postmortem.objects.filter(pk=postmortem.pk).update(
        status=Status.SIGNED_OFF, signed_off_at=at, locked_at_seq=postmortem.seq, **fields
    )
    postmortem.refresh_from_db()
    Check.objects.plan_for(postmortem, at=at)
    return postmortem


def create_signed_off(cast: dict[str, User], **fields: Any) -> Postmortem:
    """Led by the lead, for the engineer as Engineering Manager; its post-mortem date is AT's day."""
    named: dict[str, Any] = {
        "title": "Retry loop",
        "severity": "P1",
        "postmortem_lead": cast["lead"],
        "incident_lead": cast["responder"],
        "engineering_manager": cast["engineer"],
        "postmortem_date": f"{AT:%Y-%m-%d}",
        "postmortem_on": AT.date(),
    }
    postmortem = create_postmortem(lead=cast["lead"])
    return sign_off(postmortem, **(named | fields))


def promise(
    postmortem: Postmortem, title: str, kind: str = ActionKind.SHORT_TERM, **fields: Any
) -> Action:
    return Action.objects.create(postmortem=postmortem, kind=kind, title=title, **fields)


def give_signature(postmortem: Postmortem, person: User, *, at: datetime = AT) -> Signature:
    """The last signature, as it stands beside the text."""
    text = SignedText.objects.create(
        postmortem=postmortem, seq=postmortem.seq, sha256=SHA256, text="{}"
    )
    return Signature.objects.create(
        postmortem=postmortem,
        number=1,
        role=SignOffRole.ENGINEERING_MANAGER,
        person=person,
        full_name=str(person),
        decision=Decision.APPROVED,
        at=at,
        seq=postmortem.seq,
        signed_text=text,
        sha256=SHA256,
        key_id="test",
        mac="0" * 64,
    )


def audience_of(postmortem: Postmortem, name: str) -> Distribution:
    return Distribution.objects.get(postmortem=postmortem, audience__startswith=name)
