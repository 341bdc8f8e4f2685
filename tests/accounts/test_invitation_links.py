"""The link of an invitation: signed, for one address, for seven days, used once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership, Team, User
from tests.accounts.inviting import NEWCOMER, accept, an_invitation, invite, path_of
from tests.accounts.pages import press


@pytest.fixture
def signed_in_manager(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_manager_can_copy_the_link_from_the_page(signed_in_manager: Client) -> None:
    invite(signed_in_manager)

    page = signed_in_manager.get("/teams/platform/")

    assert f"/invitations/{Invitation.objects.get().token}/" in page.text


def test_looking_at_the_link_changes_nothing(client: Client, team: Team, manager: User) -> None:
    path = path_of(an_invitation(team, manager))

    for look in (client.get, client.head, client.options) * 2:
        look(path)

    assert not User.objects.filter(email=NEWCOMER).exists()
    assert Invitation.objects.open().exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_tampered_link_is_not_found(client: Client, team: Team, manager: User, method: str) -> None:
    invitation = an_invitation(team, manager)
    pk, signature = invitation.token.split(":")
    forged = [
        f"{int(pk) + 1}:{signature}",
        f"{pk}:{signature[:-1]}",
        f"{pk}",
        "nonsense",
        Signer(salt="another").sign(pk),
        Signer(salt="accounts.invitation").sign("abc"),
    ]

    statuses = {getattr(client, method)(f"/invitations/{token}/").status_code for token in forged}

    assert statuses == {404}


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_expires_after_seven_days(
    client: Client, team: Team, manager: User, method: str
) -> None:
    invitation = an_invitation(team, manager)

    with time_machine.travel(invitation.created_at + timedelta(days=7), tick=False):
        response = getattr(client, method)(path_of(invitation))

    assert response.status_code == 410
    assert "expired after 7 days" in response.text
    assert not User.objects.filter(email=NEWCOMER).exists()


def test_link_works_until_its_last_second(client: Client, team: Team, manager: User) -> None:
    invitation = an_invitation(team, manager)
    last = invitation.created_at + timedelta(days=7, seconds=-1)

    with time_machine.travel(last, tick=False):
        assert client.get(path_of(invitation)).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_used_link_is_gone(client: Client, team: Team, manager: User, method: str) -> None:
    path = path_of(an_invitation(team, manager))
    accept(Client(), path)

    response = getattr(client, method)(path)

    assert response.status_code == 410
    assert "already been accepted" in response.text
    assert Membership.objects.filter(user__email=NEWCOMER).count() == 1


def test_withdrawn_link_is_gone(signed_in_manager: Client) -> None:
    invite(signed_in_manager)
    invitation = Invitation.objects.get()

    press(signed_in_manager, signed_in_manager.get("/teams/platform/"), "Withdraw")

    response = accept(Client(), path_of(invitation))
    assert response.status_code == 410
    assert "withdrawn" in response.text


def test_inviting_again_replaces_the_older_link(signed_in_manager: Client) -> None:
    invite(signed_in_manager)
    first = Invitation.objects.get()
    invite(signed_in_manager, NEWCOMER.upper())

    second = Invitation.objects.open().get()

    assert second != first
    assert Client().get(path_of(first)).status_code == 410
    assert Client().get(path_of(second)).status_code == 200


def test_invitation_is_for_its_address_only(
    client: Client, team: Team, manager: User, outsider: User
) -> None:
    client.force_login(outsider)
    path = path_of(an_invitation(team, manager))

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 403
        assert "You are signed in as outsider@example.com" in response.text
    assert not team.memberships.filter(user=outsider).exists()


def test_link_keeps_its_age_however_often_it_is_shown(team: Team, manager: User) -> None:
    invitation = an_invitation(team, manager)
    first = invitation.token

    with time_machine.travel(datetime(2031, 1, 1, tzinfo=timezone.get_fixed_timezone(0))):
        assert invitation.token == first
