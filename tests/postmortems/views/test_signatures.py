"""Signing at the foot of the review."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from postmortems.choices import Decision, Status
from postmortems.models import Postmortem
from tests.factories import PASSWORD
from tests.postmortems.ready import Cast, create_cast, rewrite, sign, signed_off, submitted

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    return create_cast()


def read(client: Client, postmortem: Postmortem, by: User) -> dict[str, str]:
    """What the form at the foot of the review holds, once the page was opened."""
    client.force_login(by)
    shown = client.get(f"{postmortem.get_absolute_url()}review/").text
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1]  # type: ignore[index]
        for name in ("seq", "sha256")
    }


def post(client: Client, postmortem: Postmortem, form: dict[str, str], **typed: str) -> str:
    values = form | {"decision": "approved", "password": PASSWORD} | typed
    response = client.post(f"{postmortem.get_absolute_url()}signatures/", values, follow=True)
    return f"{response.status_code} {response.text}"


def test_three_people_sign_what_they_read(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)

    for person in cast.signers:
        form = read(client, postmortem, person)
        assert post(client, postmortem, form).startswith("200")

    postmortem.refresh_from_db()
    assert postmortem.status == Status.SIGNED_OFF
    shown = client.get(f"{postmortem.get_absolute_url()}review/").text
    assert shown.count("Signed electronically") == 3
    assert form["sha256"][:12] in shown


def test_nobody_signs_without_the_password(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    form = read(client, postmortem, cast.manager)

    for password in ("", "a wrong one"):
        answer = post(client, postmortem, form, password=password, comment="Well written")
        assert answer.startswith("422")
        assert "Well written" in answer
        assert password not in answer.partition("<form")[2] or not password

    assert not postmortem.signatures.exists()


def test_the_password_is_asked_again_after_five_minutes(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    with time_machine.travel(NOON, tick=False) as clock:
        form = read(client, postmortem, cast.manager)
        request = {"decision": "changes_requested", "comment": "Who paged whom?"}
        assert post(client, postmortem, form, **request).startswith("200")
        assert 'name="password"' not in client.get(f"{postmortem.get_absolute_url()}review/").text

        clock.shift(timedelta(minutes=5))

        assert 'name="password"' in client.get(f"{postmortem.get_absolute_url()}review/").text


def test_too_many_wrong_passwords_are_refused_even_with_the_right_one(
    client: Client, cast: Cast
) -> None:
    postmortem = submitted(cast)
    form = read(client, postmortem, cast.manager)
    for _ in range(10):
        post(client, postmortem, form, password="a wrong one")

    assert post(client, postmortem, form).startswith("422")

    assert not postmortem.signatures.exists()


def test_changes_are_requested_with_a_comment(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    form = read(client, postmortem, cast.manager)
    refused = post(client, postmortem, form, decision="changes_requested")
    assert refused.startswith("422")
    assert "Say what should be different." in refused

    post(client, postmortem, form, decision="changes_requested", comment="Who paged whom?")

    signature = postmortem.signatures.get()
    assert (signature.decision, signature.comment) == (
        Decision.CHANGES_REQUESTED,
        "Who paged whom?",
    )
    assert "Who paged whom?" in client.get(f"{postmortem.get_absolute_url()}review/").text


def test_what_was_edited_meanwhile_is_shown_instead_for_another_chance(
    client: Client, cast: Cast
) -> None:
    postmortem = submitted(cast)
    form = read(client, postmortem, cast.manager)
    rewrite(postmortem, cast.owner, "how_detected", "A pager at night.")

    answer = post(client, postmortem, form, comment="Fine by me")

    assert answer.startswith("409")
    assert "It was edited after you opened this page" in answer
    assert "Priya Raman" in answer
    assert "pager at night" in answer
    assert "Fine by me" in answer
    assert not postmortem.signatures.exists()
    again = read(client, postmortem, cast.manager)
    assert post(client, postmortem, again, password="").startswith("200")
    assert postmortem.signatures.count() == 1


def test_a_stale_signer_sees_what_changed_and_signs_again(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    sign(postmortem, cast.manager)
    rewrite(postmortem, cast.lead, "how_detected", "A pager at night.")
    form = read(client, postmortem, cast.manager)
    shown = client.get(f"{postmortem.get_absolute_url()}review/").text

    assert "Signed an earlier text" in shown
    assert "What changed since you last signed" in shown
    changed = re.sub("<[^>]+>", "", shown.partition("What changed since you")[2])
    assert "added: pager at night" in changed
    post(client, postmortem, form)
    assert [each.revoked_at is None for each in postmortem.signatures.all()] == [False, True]


def test_who_is_not_named_does_not_sign(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    client.force_login(cast.owner)
    shown = client.get(f"{postmortem.get_absolute_url()}review/").text
    values = {"seq": "1", "sha256": "0" * 64, "decision": "approved", "password": PASSWORD}

    response = client.post(f"{postmortem.get_absolute_url()}signatures/", values)

    assert "Approve and sign" not in shown
    assert response.status_code == 403


def test_a_draft_says_when_it_will_be_signed(client: Client, cast: Cast) -> None:
    postmortem = submitted(cast)
    postmortem.withdraw(by=cast.lead, at=NOON)
    client.force_login(cast.manager)

    shown = client.get(f"{postmortem.get_absolute_url()}review/").text

    assert "It is signed after it was submitted for review." in shown


def test_the_signed_text_and_its_verification_can_be_looked_at(client: Client, cast: Cast) -> None:
    postmortem = signed_off(cast)
    client.force_login(cast.owner)

    text = client.get(f"{postmortem.get_absolute_url()}signatures/3/text.json")
    page = client.get(f"{postmortem.get_absolute_url()}verification/")

    assert text.json()["format"] == "afterword-signed-text"
    assert text.json()["roles"]["incident_lead"]["name"] == "Samuel Okafor"
    assert "They hold" in page.text
    client.force_login(cast.outsider)
    assert client.get(f"{postmortem.get_absolute_url()}signatures/4/text.json").status_code == 404


def test_exports_print_the_signatures(client: Client, cast: Cast) -> None:
    postmortem = signed_off(cast)
    client.force_login(cast.owner)

    markdown = client.get(f"{postmortem.get_absolute_url()}export.md").text
    document = client.get(f"{postmortem.get_absolute_url()}export.json").json()

    signature = postmortem.signatures.get(role="engineering_manager")
    assert (
        "| Engineering Manager | Ingrid Halvorsen | Signed electronically by Ingrid Halvorsen, "
        f"sha256 {signature.sha256} | 2026-11-24 15:15 UTC |"
    ) in markdown
    assert document["signatures"][2] == {
        "role": "engineering_manager",
        "full_name": "Ingrid Halvorsen",
        "decision": "approved",
        "comment": "",
        "at": "2026-11-24T15:15:00Z",
        "seq": signature.seq,
        "sha256": signature.sha256,
        "is_current": True,
    }
