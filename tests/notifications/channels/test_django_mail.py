"""What Django and allauth mail joins the outbox."""

import pytest
from django.core.mail import EmailMessage, send_mail
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.models import Email
from notifications.models.email import EmailState
from notifications.outbox import deliver_due
from tests.sink import Sink

RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def through_the_outbox(settings: Settings) -> None:
    """As on every site; pytest-django would keep mails in memory."""
    settings.EMAIL_BACKEND = "notifications.channels.django_mail.OutboxBackend"


def test_lead_gets_the_link_through_the_outbox(client: Client, lead: User, sink: Sink) -> None:
    client.post(RESET, {"email": lead.email})

    email = Email.objects.get()
    assert (email.to_user, email.state, email.holds_secret) == (lead, EmailState.PENDING, True)
    assert "/accounts/password/reset/key/" in email.text

    deliver_due(now=email.next_attempt_at)

    email.refresh_from_db()
    (message,) = sink.messages
    assert "/accounts/password/reset/key/" in str(message.get_payload())
    assert (email.state, email.text) == (EmailState.SENT, "")


@pytest.mark.parametrize("address", ["lead@example.com", "nobody@example.com"])
def test_a_reset_costs_the_same_row_whether_the_address_is_known_or_not(
    client: Client, lead: User, address: str
) -> None:
    response = client.post(RESET, {"email": address})

    assert response["Location"] == "/accounts/password/reset/done/"
    assert Email.objects.pending().get().to_address == address


def test_each_recipient_gets_a_mail_of_their_own() -> None:
    send_mail("Look", "Look here.", None, ["ada@example.com", "bob@example.com"])

    assert {email.to_address for email in Email.objects.all()} == {
        "ada@example.com",
        "bob@example.com",
    }


def test_html_is_kept() -> None:
    send_mail("Look", "Look here.", None, ["ada@example.com"], html_message="<p>Look here.")

    assert Email.objects.get().html == "<p>Look here."


def test_an_attachment_is_refused_aloud() -> None:
    message = EmailMessage("Look", "Look here.", to=["ada@example.com"])
    message.attach("look.txt", "Look here.", "text/plain")

    with pytest.raises(ValueError, match="no attachments"):
        message.send()
