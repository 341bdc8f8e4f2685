"""A mail as it leaves the house."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from notifications.channels.email import message_of
from notifications.models import Email
from tests.cases import cases
from tests.factories import AT

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def built(email: Email) -> EmailMessage:
    raw = message_of(email).message().as_bytes()
    assert max(map(len, raw.splitlines())) <= 998
    return message_from_bytes(raw, policy=default)


def an_email(*, name: str = "Ada", subject: str = "Look", text: str = "Look.") -> Email:
    return Email(
        to_user=User(full_name=name, email="ada@example.com"),
        to_address="ada@example.com",
        subject=subject,
        text=text,
        html=f"<html><head></head><body>{text}</body></html>",
        headers={
            "List-Unsubscribe": "<https://afterword.example/unsubscribe/abc/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        message_id="<pm.1@afterword.example>",
        created_at=AT,
    )


def test_a_mail_is_text_and_html_that_no_machine_answers() -> None:
    message = built(an_email())

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_all("Message-ID") == ["<pm.1@afterword.example>"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Date"] == "Tue, 24 Nov 2026 09:00:00 +0000"
    assert message["From"] == "Afterword <afterword@localhost>"


@pytest.mark.parametrize(
    "name", ["Ada <ada@e.example>, Eve", "Eve\r\nBcc: eve@e.example", 'Ada "the', "Zoë, Łukasz", ""]
)
def test_a_name_is_never_a_second_address(name: str) -> None:
    assert_one_recipient(built(an_email(name=name)))


@cases(300)
@given(name=WORDS, subject=WORDS, text=st.text(max_size=40).map(lambda words: words * 60))
def test_whatever_people_write_a_mail_has_one_recipient(name: str, subject: str, text: str) -> None:
    try:
        message = built(an_email(name=name, subject=" ".join(subject.split()), text=text))
    except ValueError:
        return  # Refused, which is fine: the mail is given up with the reason.
    assert_one_recipient(message)


def assert_one_recipient(message: EmailMessage) -> None:
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@example.com"]
    assert message.get_all("Bcc") is None
    assert message.get_all("Cc") is None
    assert len(message.get_all("Subject", [])) == 1
