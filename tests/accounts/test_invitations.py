"""Inviting a colleague, and accepting."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Invitation, Membership, Team, User
from accounts.roles import Role
from notifications.models import Email
from tests.accounts.inviting import NEWCOMER, PASSWORD, accept, an_invitation, invite, path_of
from tests.accounts.pages import press, sign_in
from tests.factories import MembershipFactory, UserFactory

OUTBOX = "notifications.channels.django_mail.OutboxBackend"


@pytest.fixture
def signed_in_manager(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_newcomer_follows_the_mailed_link_and_joins(
    signed_in_manager: Client, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SITE_URL = "https://afterword.example"
    invite(signed_in_manager, "Ada@Example.com", role="viewer")
    (letter,) = mailoutbox
    assert letter.to == [NEWCOMER]
    link = next(word for word in str(letter.body).split() if "/invitations/" in word)
    assert link.startswith("https://afterword.example/invitations/")
    newcomer = Client()

    page = newcomer.get(link.removeprefix("https://afterword.example"))
    assert "Ingrid Halvorsen invites you" in page.text
    response = press(
        newcomer, page, "Accept", full_name="Ada Byron", password=PASSWORD, password_again=PASSWORD
    )

    assert response["Location"] == "/teams/platform/"
    membership = Membership.objects.get(user__email=NEWCOMER)
    assert (membership.role, membership.user.full_name) == (Role.VIEWER, "Ada Byron")
    assert newcomer.get("/teams/platform/").status_code == 200
    assert sign_in(Client(), NEWCOMER, PASSWORD).status_code == 302


def test_database_holds_one_open_invitation_a_person(team: Team, manager: User) -> None:
    an_invitation(team, manager)

    with pytest.raises(IntegrityError), transaction.atomic():
        an_invitation(team, manager, email=NEWCOMER.upper())


def test_colleague_with_an_account_signs_in_and_joins(
    client: Client, team: Team, manager: User, outsider: User
) -> None:
    path = path_of(an_invitation(team, manager, email=outsider.email))
    page = client.get(path)
    assert "Sign in to accept" in page.text
    assert accept(client, path).status_code == 200
    assert not team.memberships.filter(user=outsider).exists()

    response = sign_in(client, outsider.email, next=path)
    assert response["Location"] == path
    press(client, client.get(path), "Accept the invitation")

    assert team.memberships.get(user=outsider).role == Role.MEMBER
    assert Invitation.objects.get().accepted_by == outsider


def test_accepting_does_not_change_a_role_one_has(team: Team, manager: User, lead: User) -> None:
    invitation = an_invitation(team, manager, email=lead.email, role=Role.MANAGER)

    membership = invitation.accept(by=lead, at=timezone.now())

    assert membership.role == Role.MEMBER


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"password": "password", "password_again": "password"}, "too common"),
        ({"password_again": "something else"}, "same password"),
        ({"full_name": " "}, "required"),
        (
            {"full_name": "Leonora Carrington", "password": "leonoracarrington"}
            | {"password_again": "leonoracarrington"},
            "similar",
        ),
    ],
)
def test_newcomer_is_told_what_is_wrong(
    client: Client, team: Team, manager: User, typed: dict[str, str], complaint: str
) -> None:
    response = accept(client, path_of(an_invitation(team, manager)), **typed)

    assert complaint in response.text
    assert not User.objects.filter(email=NEWCOMER).exists()


def test_newcomer_cannot_choose_address_or_rights(
    client: Client, team: Team, manager: User
) -> None:
    path = path_of(an_invitation(team, manager))

    accept(
        client, path, email="other@example.com", is_superuser="on", is_staff="on", role="manager"
    )

    person = User.objects.get(email=NEWCOMER)
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert team.memberships.get(user=person).role == Role.MEMBER


@pytest.mark.parametrize("name", ["lead", "viewer"])
def test_who_does_not_manage_the_team_cannot_invite(
    client: Client, team: Team, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert invite(client).status_code == 403
    assert not Invitation.objects.exists()


def test_outsider_does_not_find_the_team(
    client: Client, team: Team, manager: User, outsider: User
) -> None:
    client.force_login(outsider)
    invitation = an_invitation(team, manager)

    assert invite(client).status_code == 404
    withdrawal = f"/teams/platform/invitations/{invitation.pk}/withdrawal/"
    assert client.post(withdrawal).status_code == 404
    assert (
        client.post(f"/teams/payments/invitations/{invitation.pk}/withdrawal/").status_code == 404
    )
    assert Invitation.objects.open().count() == 1


def test_administrator_may_invite(client: Client, team: Team, administrator: User) -> None:
    client.force_login(administrator)

    invite(client)

    assert Invitation.objects.get().invited_by == administrator


def test_invitations_need_a_post(signed_in_manager: Client) -> None:
    assert signed_in_manager.get("/teams/platform/invitations/").status_code == 405


@pytest.mark.parametrize(
    "email", ["", "nonsense", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"]
)
def test_address_must_be_one_address(signed_in_manager: Client, email: str) -> None:
    response = invite(signed_in_manager, email)

    assert response.context["form"].has_error("email")
    assert not mail.outbox


def test_who_belongs_already_or_has_left_is_not_invited(
    signed_in_manager: Client, lead: User, team: Team
) -> None:
    gone = UserFactory.create(full_name="Gone Away", is_active=False)

    assert "Lena Brandt belongs to Platform already" in invite(signed_in_manager, lead.email).text
    assert "Gone Away has left" in invite(signed_in_manager, gone.email).text
    assert not Invitation.objects.exists()


def test_mail_server_that_is_down_holds_up_no_invitation(
    signed_in_manager: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = OUTBOX
    settings.DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = invite(signed_in_manager)

    page = signed_in_manager.get(response["Location"])
    token = Invitation.objects.get().token
    assert token in page.text
    assert token in Email.objects.pending().get(to_address=NEWCOMER).text


def test_name_of_the_team_cannot_break_the_mail(
    client: Client, team: Team, manager: User, mailoutbox: list[EmailMessage]
) -> None:
    team.name = "A & B <tests>, c@d.example"
    team.save()
    client.force_login(manager)

    invite(client)

    (letter,) = mailoutbox
    assert letter.recipients() == [NEWCOMER]
    assert "A & B <tests>" in str(letter.body)


def test_member_of_another_team_keeps_that_membership(
    team: Team, manager: User, outsider: User
) -> None:
    MembershipFactory.create(user=outsider)
    an_invitation(team, manager, email=outsider.email).accept(by=outsider, at=timezone.now())

    assert outsider.memberships.count() == 3
