"""What the mails say, and what they must not do."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from notifications.about import short
from notifications.kinds import KINDS
from notifications.messages import subject_of, tidy
from notifications.models import Email, Notice
from postmortems.choices import ActionKind, ActivityKind, Decision, Status, Via, Visibility
from postmortems.editing import Edit, commit
from postmortems.models import Check, Distribution, Share
from postmortems.verification import Receipt, read_receipt
from tests.cases import cases
from tests.notifications.cast import (
    AT,
    DAY,
    HOUR,
    Cast,
    cast,
    change,
    mails,
    promise,
    run,
    sign,
    sign_off,
    submit,
    sweep,
)

pytestmark = pytest.mark.django_db

CANARY = "Xylophone"


def whole_life(**fields: Any) -> Cast:
    """One document of which every kind of notice is told."""
    new = cast(title=f"{CANARY} title", impact_summary=f"{CANARY} summary", **fields)
    promise(new, due_on=AT.date() + 9 * DAY, title=f"{CANARY} short")
    promise(new, due_on=AT.date() + 10 * DAY, title=f"{CANARY} long", kind=ActionKind.LONG_TERM)
    at = AT + 3 * DAY
    run(AT, at)
    review(new, at=at)
    sign_off(new, at=at + 2 * HOUR)
    share(new, at=at + 2 * HOUR)
    planned = (at + 7 * DAY).date()
    Check.objects.create(postmortem=new.postmortem, period="week", planned_on=planned)
    run(at + 3 * HOUR, AT + 26 * DAY)
    change(new.postmortem, status=Status.DRAFT, signed_off_at=None, locked_at_seq=None)
    new.postmortem.record(
        ActivityKind.REOPENED, by=new.manager, at=AT + 26 * DAY, reason=f"{CANARY} reason"
    )
    sweep(AT + 26 * DAY)
    return new


def review(new: Cast, *, at: datetime) -> None:
    """Asked for, refused by one, changed, and signed by another."""
    submit(new, at=at)
    sweep(at)
    comment = f"{CANARY} comment"
    sign(new, new.manager, at=at, decision=Decision.CHANGES_REQUESTED, comment=comment)
    sign(new, new.lead, at=at)
    sweep(at + HOUR)
    new.postmortem.refresh_from_db()
    edit = Edit("answer:impact_summary", [f"{CANARY} again"], base=new.postmortem.seq)
    commit(new.postmortem.pk, by=new.lead, client="t", edits=[edit], via=Via.FORM, at=at + HOUR)
    new.postmortem.refresh_from_db()
    run(at + HOUR, at + 2 * HOUR)
    sign(new, new.responder, at=at + 2 * HOUR)


def share(new: Cast, *, at: datetime) -> None:
    audience = Distribution.objects.filter(postmortem=new.postmortem).first()
    assert audience
    made = Share.objects.create(
        postmortem=new.postmortem,
        audience=audience,
        audience_name="Engineering",
        by=new.lead,
        at=at,
        seq=1,
        note=f"{CANARY} note",
    )
    made.recipients.add(new.responder)


def test_every_kind_is_told_in_text_and_html_with_the_same_link_and_reason() -> None:
    whole_life()

    told = set(Notice.objects.told().values_list("kind", flat=True))
    assert told == set(KINDS) - {"mail_failed"}
    for mail in mails():
        assert mail.subject == " ".join(mail.subject.split())
        (link, *more) = links(mail.text)
        assert link in mail.html
        assert len(more) == ("List-Unsubscribe" in mail.headers)
        assert "You get this because" in mail.text
        assert "You get this because" in mail.html
        assert "{%" not in mail.text + mail.html
        assert "{{" not in mail.text + mail.html


def test_mail_of_an_open_document_says_what_it_is_about() -> None:
    new = whole_life()

    for mail in mails(new.lead):
        assert CANARY in mail.text, mail.subject


def test_mail_of_a_restricted_document_has_none_of_its_words() -> None:
    whole_life(visibility=Visibility.RESTRICTED)

    found = mails()
    assert len(found) > 20
    for mail in found:
        assert CANARY not in f"{mail.subject}{mail.text}{mail.html}{mail.headers}", mail.subject


def test_mails_of_one_document_make_a_thread() -> None:
    whole_life()

    roots = {mail.headers["References"] for mail in mails() if "References" in mail.headers}
    assert len(roots) == 1
    assert all(mail.headers["List-ID"] for mail in mails())
    messages = [mail.message_id for mail in mails()]
    assert len(set(messages)) == len(messages)
    assert not roots & set(messages)


def test_only_the_digest_of_the_week_can_be_unsubscribed_from() -> None:
    whole_life()

    for mail in mails():
        kinds = set(mail.notices.values_list("kind", flat=True))
        has_link = mail.headers.get("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
        assert has_link == ("week" in kinds), mail.subject


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def links(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


def every_link(mail: Email) -> set[str]:
    parser = Links()
    parser.feed(mail.html)
    unsubscribe = mail.headers.get("List-Unsubscribe", "").strip("<>")
    return {*links(mail.text), *parser.found, *([unsubscribe] if unsubscribe else [])}


def dump() -> dict[str, list[Any]]:
    """Every row of every table but the sessions: a page may note that somebody is signed in."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in sorted(set(tables) - {"django_session", "cache"}):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names of our own tables
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def test_following_every_link_of_every_mail_changes_nothing(client: Client) -> None:
    whole_life()
    addresses = set().union(*map(every_link, mails()))
    assert all(address.startswith(settings.SITE_URL) for address in addresses)
    assert any("/unsubscribe/" in address for address in addresses)
    before = dump()

    for person in (None, mails()[0].to_user):
        if person:
            client.force_login(person)
        for address in addresses:
            for method in ("GET", "HEAD", "OPTIONS") * 2:
                path = address.removeprefix(settings.SITE_URL)
                assert client.generic(method, path).status_code < 500

    after = dump()
    after["accounts_user"] = before["accounts_user"]  # signing in notes when
    assert after == before


def test_receipt_in_the_mail_is_read_back() -> None:
    new = whole_life()

    receipt = next(mail for mail in mails(new.manager) if "signed off" in mail.subject)

    assert read_receipt(receipt.text) == Receipt.of(new.postmortem)


def test_deadline_mail_lists_what_is_missing() -> None:
    new = cast()
    run(AT, AT + DAY)

    mail = mails(new.lead)[-1]
    assert "24 h left to submit" in mail.subject
    assert "“Impact started” has no time" in mail.text
    assert "“Impact started” has no time" in mail.html


def test_old_incident_is_reminded_of_kindly() -> None:
    new = cast(resolved_at=AT - 300 * DAY)
    run(AT, AT + 8 * DAY)

    mail = next(mail for mail in mails(new.lead) if "still a draft" in mail.subject)
    assert "nobody is to blame" in mail.text


def test_moments_are_utc_and_the_time_of_the_person() -> None:
    new = cast(zone="Asia/Kathmandu")
    sweep(AT)

    assert "26 Nov 2026, 09:00 UTC (14:45 in Kathmandu)" in mails(new.lead)[0].text


def test_follow_up_mail_has_the_numbers_of_that_day() -> None:
    new = cast()
    promise(new, due_on=AT.date() + DAY, title="Late")
    promise(new, status="done", title="Done")
    sign_off(new, at=AT)
    planned = AT.date() + 2 * DAY
    Check.objects.create(postmortem=new.postmortem, period="week", planned_on=planned)
    run(AT, AT + 2 * DAY)

    mail = next(mail for mail in mails(new.lead) if "completed?" in mail.subject)
    last = [mail for mail in mails(new.lead) if "(today)" in mail.subject]
    assert "Short-term actions completed?" in mail.subject
    assert "1 of 2 short-term actions done, 1 overdue" in last[0].text


def test_overdue_mail_says_how_late_and_how_often_it_slipped() -> None:
    new = cast()
    promise(new, due_on=AT.date(), slips=2, first_due_on=AT.date() - 9 * DAY)
    run(AT, AT + DAY)

    text = mails(new.owner)[-1].text
    assert "1 day late" in text
    assert "postponed twice" in text or "moved twice" in text


@cases(200)
@given(st.text(min_size=1, max_size=300))
def test_no_title_breaks_out_of_a_subject(title: str) -> None:
    class Anything:
        def __getattr__(self, name: str) -> str:
            return title

    subject = subject_of("opened", {"about": Anything()})
    mail = EmailMultiAlternatives(subject, "text", "a@example.com", ["b@example.com"])
    parsed = message_from_bytes(mail.message().as_bytes(), policy=policy.default)

    assert len(subject.splitlines()) <= 1
    assert len(subject) <= 180
    assert parsed.get_all("To") == ["b@example.com"]
    assert parsed.get_all("Bcc") is None
    assert len(parsed.get_all("Subject") or []) == 1


@pytest.mark.parametrize("title", ["A\r\nBcc: evil@example.com", "A\nB", "A\x0bB", "A B"])
def test_subject_is_one_line_whatever_the_title_holds(title: str) -> None:
    new = cast(title=title)
    sweep(AT)

    subject = mails(new.lead)[0].subject
    assert len(subject.splitlines()) == 1


def test_long_title_is_cut() -> None:
    new = cast(title="very " * 100)
    sweep(AT)

    assert len(mails(new.lead)[0].subject) < 120
    assert short("one two three", 9) == "one two…"


def test_text_has_one_empty_line_at_most() -> None:
    assert tidy("\n\na  \n\n\n\nb\n\n") == "a\n\nb\n"
