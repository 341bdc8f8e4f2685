"""Every address × everyone, against the table in permissions.csv: a new address needs its rows.

The `member` is named as the post-mortem lead; only they may read the restricted document.
The administrator belongs to no team: reading a hidden document is an act of its own.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import Invitation, Membership, User
from accounts.roles import Role
from notifications.models import Email
from notifications.models.email import EmailState
from notifications.outbox import put
from notifications.tokens import token_for
from postmortems.choices import ActionKind, Via, Visibility
from postmortems.document import ATTACHMENTS
from postmortems.editing import Edit, commit, open_postmortem
from postmortems.models import Action, Postmortem, Signature, SignedText
from tests.factories import MembershipFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TABLE = Path(__file__).parent / "permissions.csv"
PEOPLE = ("anonymous", "outsider", "viewer", "member", "manager", "administrator")
METHODS = ("GET", "POST")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
ADMIN = "admin:index"
OF_A_DOCUMENT = {"incident_id", "uid"}


@pytest.fixture
def cast(settings: Settings) -> dict[str, User | None]:
    """Team Platform's viewer, member and manager; an outsider; an administrator of no team."""
    settings.DEMO = False
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    platform = TeamFactory.create(name="Platform", slug="platform")
    people: dict[str, User | None] = {"anonymous": None}
    for role in Role:
        people[role] = UserFactory.create(email=f"{role}@example.com")
        MembershipFactory.create(team=platform, user=people[role], role=role)
    people["outsider"] = MembershipFactory.create(role=Role.MANAGER).user
    people["administrator"] = UserFactory.create(is_staff=True, is_superuser=True)
    return people


@pytest.mark.parametrize("name", sorted({row["name"] for row in ROWS}))
def test_everyone_may_do_what_the_table_says_and_no_more(
    name: str, cast: dict[str, User | None]
) -> None:
    rows = [row for row in ROWS if row["name"] == name]
    addresses = {
        document: address_of(name, document, cast)
        for document in sorted({row["document"] for row in rows})
    }

    for row in rows:
        expected = {person: int(row[person]) for person in PEOPLE}
        found = observed(row["method"], addresses[row["document"]], cast)
        assert (row["document"], row["method"], found) == (
            row["document"],
            row["method"],
            expected,
        )


def test_every_address_has_its_rows_in_the_table() -> None:
    present = {(row["name"], row["document"], row["method"]) for row in ROWS}

    assert present == set(expected_rows())


def observed(method: str, address: str, cast: dict[str, User | None]) -> dict[str, int]:
    """The status each person gets; what one of them changes is undone before the next."""
    statuses = {}
    for person in PEOPLE:
        client = Client()
        if user := cast[person]:
            client.force_login(user)
        with transaction.atomic():
            response = client.generic(method, address)
            transaction.set_rollback(True)
        statuses[person] = response.status_code
    return statuses


def expected_rows() -> Iterator[tuple[str, str, str]]:
    for name, parameters in addresses():
        documents = list(Visibility.values) if parameters & OF_A_DOCUMENT else [""]
        for document in documents:
            for method in METHODS:
                yield name, document, method


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    """The name and parameters of each address; Django's admin is one block."""
    yield ADMIN, frozenset()
    for name in _names(get_resolver()):
        yield name, parameters_of(name)


def _names(resolver: URLResolver, namespaces: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            assert each.name, f"{each.pattern} has no name"
            yield namespaces + each.name
        elif each.namespace != "admin":
            yield from _names(each, namespaces + (f"{each.namespace}:" if each.namespace else ""))


def parameters_of(name: str) -> frozenset[str]:
    """The names of all that the address asks for."""
    resolver: Any = get_resolver()
    parts = name.split(":")
    for namespace in parts[:-1]:
        resolver = resolver.namespace_dict[namespace][1]
    possibilities = resolver.reverse_dict.getlist(parts[-1])
    return frozenset(key for found in possibilities for _, keys in found[0] for key in keys)


def address_of(name: str, document: str, cast: dict[str, User | None]) -> str:
    """The address on a document of team Platform, with things that exist."""
    parameters = parameters_of(name)
    known: dict[str, object] = {
        "uidb36": "1",
        "key": "set-password",
        "kept_id": uuid4().hex,
        "number": 1,
        "mail_id": 1,  # There is none outside the demo.
    }
    if "slug" in parameters:
        known["slug"] = "summary" if "incident_id" in parameters else "platform"
    if "membership_id" in parameters:
        known["membership_id"] = Membership.objects.get(user=cast["viewer"]).pk
    if "email_id" in parameters:
        known["email_id"] = _dead_email().pk
    if {"token", "invitation_id"} & parameters:
        invitation = _invitation(cast)
        known |= {"token": invitation.token, "invitation_id": invitation.pk}
    if name == "notifications:unsubscription":
        known["token"] = token_for(Membership.objects.get(user=cast["member"]).user, "week")
    if parameters & OF_A_DOCUMENT:
        known |= _in_a_document(name, Visibility(document), cast)
    return reverse(name, kwargs={key: known[key] for key in parameters})


def _in_a_document(
    name: str, visibility: Visibility, cast: dict[str, User | None]
) -> dict[str, object]:
    postmortem, parameters = _postmortem(visibility, cast), parameters_of(name)
    if "number" in parameters:
        _sign(postmortem)
    known: dict[str, object] = {
        "incident_id": postmortem.incident_id,
        "uid": _thing(name, postmortem),
    }
    if "check_id" in parameters:
        known["check_id"] = postmortem.checks.create(period="week", planned_on=AT.date()).pk
    return known


def _dead_email() -> Email:
    email = put(to="gone@example.com", subject="Hello", text="Hello", at=AT)
    Email.objects.filter(pk=email.pk).update(state=EmailState.DEAD)
    return email


def _invitation(cast: dict[str, User | None]) -> Invitation:
    manager = cast["manager"]
    assert manager
    team = manager.memberships.get().team
    return Invitation.objects.invite(
        "new@example.com", to=team, role=Role.MEMBER, by=manager, at=AT
    )


def _postmortem(visibility: Visibility, cast: dict[str, User | None]) -> Postmortem:
    member = cast["member"]
    assert member
    team = member.memberships.get().team
    postmortem = open_postmortem(team=team, by=member, at=AT, visibility=visibility)
    named = Edit("answer:postmortem_lead", {"set": member.pk, "was": ""}, base=postmortem.seq)
    commit(postmortem.pk, by=member, client="test", edits=[named], via=Via.FORM, at=AT)
    postmortem.refresh_from_db()
    return postmortem


def _sign(postmortem: Postmortem) -> None:
    """A first signature, whatever it stands on: here only who may look at it matters."""
    assert postmortem.postmortem_lead
    facts: dict[str, Any] = {"postmortem": postmortem, "seq": postmortem.seq, "sha256": "0" * 64}
    Signature.objects.create(
        **facts,
        number=1,
        role="postmortem_lead",
        person=postmortem.postmortem_lead,
        full_name="Member",
        decision="approved",
        at=AT,
        signed_text=SignedText.objects.create(**facts, text="{}"),
        mac="0" * 64,
    )


def _thing(name: str, postmortem: Postmortem) -> str:
    """The uid of what the address is about: a screenshot, or an action."""
    if not name.startswith(("postmortems:action", "notifications:snooze")):
        return _attachment(postmortem)
    promise: dict[str, Any] = {"kind": ActionKind.SHORT_TERM, "title": "Look twice"}
    if name == "notifications:snooze":
        promise["owner"] = postmortem.postmortem_lead
    return str(Action.objects.create(postmortem=postmortem, **promise).uid)


def _attachment(postmortem: Postmortem) -> str:
    uid, picture = str(uuid4()), BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    values = {
        "file": default_storage.save("picture.png", ContentFile(picture.getvalue())),
        "content_type": "image/png",
        "width": 4,
        "height": 4,
        "sha256": "0" * 64,
    }
    edit = Edit(
        ATTACHMENTS.target, {"add": uid, "values": values}, base=postmortem.seq, is_trusted=True
    )
    commit(postmortem.pk, by=None, client="test", edits=[edit], via=Via.SYSTEM, at=AT)
    return uid
