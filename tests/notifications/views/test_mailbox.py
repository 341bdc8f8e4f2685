"""The demo's mailbox, and its clock that jumps ahead."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.models import Control, MailboxMail
from notifications.outbox import deliver_due, put
from notifications.sweep import sweep
from postmortems import clock
from tests.factories import AT
from tests.notifications.cast import cast

MAILBOX = "/mailbox/"
SCRIPT = "<script>alert(1)</script>"
HTML = (
    f"<html><head></head><body><p>Look <a href='http://127.0.0.1/'>here</a>{SCRIPT}</body></html>"
)


@pytest.fixture
def demo(settings: Settings, tmp_path: Path, site: None) -> None:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.DELIVERY = "notifications.channels.mailbox.MailboxBackend"


@pytest.fixture
def signed_in(demo: None, client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


@pytest.fixture
def mail(demo: None, lead: User) -> MailboxMail:
    put(to=lead, subject="Look here", text="See http://127.0.0.1/ <b>", html=HTML, at=AT)
    deliver_due(now=AT)
    return MailboxMail.objects.get()


def test_outside_the_demo_there_is_no_mailbox(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    for path in (MAILBOX, "/mailbox/1/", "/mailbox/1/html/", "/mailbox/1/source/"):
        assert client.get(path).status_code == 404
    assert client.post("/mailbox/jumps/", {"to": "hour"}).status_code == 404
    assert "Mailbox" not in client.get("/").text


def test_mails_of_the_demo_arrive_once(mail: MailboxMail) -> None:
    assert (mail.to, mail.subject, mail.arrived_at) == (
        "Lena Brandt <lead@example.com>",
        "Look here",
        AT,
    )
    assert message_from_bytes(bytes(mail.raw))["Message-ID"] == mail.message_id


def test_everyone_finds_the_mails_and_how_many_are_new(
    signed_in: Client, mail: MailboxMail
) -> None:
    page = signed_in.get(MAILBOX)

    assert "Look here" in page.text
    assert "24 Nov 2026, 09:00 UTC" in page.text
    assert "Mailbox (1" in page.text

    signed_in.get(f"/mailbox/{mail.pk}/")

    assert "Mailbox (1" not in signed_in.get(MAILBOX).text


def test_a_mail_is_shown_as_text_and_in_a_frame_that_may_run_nothing(
    signed_in: Client, mail: MailboxMail
) -> None:
    page = signed_in.get(f"/mailbox/{mail.pk}/")

    assert '<a href="http://127.0.0.1/" rel="nofollow">' in page.text
    assert "&lt;b&gt;" in page.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    assert SCRIPT not in page.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_the_frame_has_a_strict_policy_of_its_own(signed_in: Client, mail: MailboxMail) -> None:
    frame = signed_in.get(f"/mailbox/{mail.pk}/html/")

    assert '<base target="_blank">' in frame.text
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert set(frame["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    }


def test_the_source_is_plain_text(signed_in: Client, mail: MailboxMail) -> None:
    source = signed_in.get(f"/mailbox/{mail.pk}/source/")

    assert source["Content-Type"] == "text/plain; charset=utf-8"
    assert source.content == bytes(mail.raw)
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in source.content


def test_a_mail_of_text_alone_has_no_frame(signed_in: Client) -> None:
    put(to="ada@example.com", subject="Look", text="Look.", at=AT)
    deliver_due(now=AT)

    assert "<iframe" not in signed_in.get(f"/mailbox/{MailboxMail.objects.get().pk}/").text


@pytest.mark.parametrize(
    ("to", "least"),
    [
        ("hour", timedelta(hours=1)),
        ("day", timedelta(days=1)),
        ("week", timedelta(weeks=1)),
        ("month", timedelta(days=28)),
    ],
)
def test_lead_jumps_ahead_and_finds_what_arrived(
    signed_in: Client, lead: User, to: str, least: timedelta
) -> None:
    put(to=lead, subject="Look again", text="", at=clock.now() + least)

    page = signed_in.post("/mailbox/jumps/", {"to": to}, follow=True)

    assert least <= clock.ahead() <= least + timedelta(days=3)
    assert "One mail has arrived." in page.text
    assert "Look again" in page.text
    assert "ahead of the real time" in page.text


def test_a_jump_that_there_is_not_is_refused(signed_in: Client) -> None:
    assert signed_in.post("/mailbox/jumps/", {"to": "year"}).status_code == 400
    assert not clock.ahead()


def test_where_nothing_is_planned_the_clock_stays(signed_in: Client) -> None:
    page = signed_in.post("/mailbox/jumps/", {"to": "next"}, follow=True)

    assert "Nothing is planned" in page.text
    assert not clock.ahead()


def test_lead_jumps_from_one_thing_to_the_next(signed_in: Client) -> None:
    there = cast(at=clock.now())

    page = signed_in.post("/mailbox/jumps/", {"to": "next"}, follow=True)

    assert "mails have arrived" in page.text
    opened = MailboxMail.objects.get(to__contains=there.lead.email)
    assert "Retry loop tripled cost" in opened.subject
    assert not clock.ahead()

    signed_in.post("/mailbox/jumps/", {"to": "next"})

    assert MailboxMail.objects.filter(to__contains=there.lead.email).count() == 2
    assert clock.ahead() > timedelta(hours=20)

    signed_in.post("/mailbox/jumps/", {"to": "month"})

    # Each at its own time, as they would have come.
    assert MailboxMail.objects.values("arrived_at").distinct().count() > 5


def test_a_jump_while_sending_is_paused_says_so(signed_in: Client) -> None:
    Control.current().pause("A backup was restored.", at=AT)

    page = signed_in.post("/mailbox/jumps/", {"to": "hour"}, follow=True)

    assert "sending is paused. A backup was restored." in page.text


def test_a_clock_that_ran_ahead_raises_no_doubt(signed_in: Client) -> None:
    signed_in.post("/mailbox/jumps/", {"to": "month"})

    assert not sweep(now=clock.now()).paused


def test_sweeping_by_hand_moves_the_demos_clock(demo: None, lead: User) -> None:
    goal = clock.now() + timedelta(days=7)
    put(to=lead, subject="Look again", text="", at=goal)

    call_command("send_due", "--now", goal.isoformat(), verbosity=0)

    assert MailboxMail.objects.get().subject == "Look again"
    with pytest.raises(CommandError, match="only moves ahead"):
        call_command("send_due", "--now", AT.isoformat())
