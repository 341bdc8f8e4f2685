"""A mail is made once, handed over, tried again, and given up."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from config.logs import JSONFormatter, hashed
from notifications.models import Email, Notice
from notifications.models.email import EmailState
from notifications.models.notice import NoticeState
from notifications.outbox import deliver_due, put
from notifications.outcomes import MOST_TRIES, AttemptOutcome, pause_after
from tests.factories import AT, UserFactory, create_postmortem
from tests.sink import Sink

LEASE = timedelta(seconds=120)


def a_mail(to: User | str = "ada@example.com", *, key: str = "", secret: bool = False) -> Email:
    return put(
        to=to,
        subject="Look",
        text="Look here.",
        key=key,
        holds_secret=secret,
        html="<p>Look",
        at=AT,
    )


def outcomes_of(email: Email) -> list[str]:
    return list(email.tries.values_list("outcome", flat=True))


def test_a_mail_is_made_once_for_its_key() -> None:
    first, second = a_mail(key="overdue"), a_mail(key="overdue")

    assert first == second
    assert a_mail(key="another") != first
    assert a_mail() != a_mail()


def test_a_mail_keeps_the_address_of_its_person(lead: User) -> None:
    email = a_mail(lead)

    assert (email.to_user, email.to_address) == (lead, "lead@example.com")
    assert email.message_id == f"<pm.{email.pk}@127.0.0.1>"


@pytest.mark.parametrize("address", ["", "ada", "ada@e.example, bob@e.example", "a@e.example\nb"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        a_mail(address)


@pytest.mark.parametrize(
    "headers", [{"Bcc": "eve@example.com"}, {"X-Note": "one\r\nBcc: eve@example.com"}]
)
def test_a_header_that_would_add_a_reader_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"Bcc is not|must be one line"):
        put(to="ada@example.com", subject="Look", text="", headers=headers, at=AT)


def test_a_subject_is_one_line_that_fits() -> None:
    email = put(to="ada@example.com", subject="Look\r\nBcc: eve " + "x" * 999, text="", at=AT)

    assert email.subject.startswith("Look Bcc: eve xxx")
    assert len(email.subject) == 250


def test_what_is_due_is_sent_and_what_is_not_waits(sink: Sink) -> None:
    due = a_mail()
    later = put(to="bob@example.com", subject="Later", text="", at=AT + timedelta(hours=1))

    delivered = deliver_due(now=AT)

    due.refresh_from_db()
    later.refresh_from_db()
    assert delivered == {AttemptOutcome.ACCEPTED: 1}
    assert (due.state, due.attempts, later.state) == (EmailState.SENT, 1, EmailState.PENDING)
    assert [message["Message-ID"] for message in sink.messages] == [due.message_id]
    assert outcomes_of(due) == [AttemptOutcome.ACCEPTED]


def test_what_was_sent_is_not_sent_again(sink: Sink) -> None:
    a_mail()

    deliver_due(now=AT)
    deliver_due(now=AT + timedelta(days=1))

    assert len(sink.messages) == 1


def test_more_than_a_batch_is_sent_in_one_go(sink: Sink) -> None:
    made = {a_mail().message_id for _ in range(45)}

    deliver_due(now=AT, batch=20)

    assert {message["Message-ID"] for message in sink.messages} == made


def test_no_budget_begins_nothing(sink: Sink) -> None:
    email = a_mail()

    assert not deliver_due(now=AT, budget=timedelta())

    assert not email.tries.exists()


def test_a_refused_address_is_given_up_after_one_attempt(sink: Sink) -> None:
    email, good = a_mail("bad@example.com"), a_mail()

    deliver_due(now=AT)

    email.refresh_from_db()
    good.refresh_from_db()
    assert (email.state, email.attempts, email.smtp_code) == (EmailState.DEAD, 1, 550)
    assert email.last_error == "There is nobody of that name"
    assert good.state == EmailState.SENT


def test_a_mail_that_is_put_off_comes_back_later_each_time(sink: Sink) -> None:
    email, now = a_mail("later@example.com"), AT

    for attempt in range(1, MOST_TRIES):
        deliver_due(now=now)
        email.refresh_from_db()
        pause = (email.next_attempt_at - now) / timedelta(minutes=2 ** (attempt - 1))
        # The next attempt is counted from the answer, a moment after `now`.
        assert 0.8 <= pause <= 1.3
        assert email.state == EmailState.PENDING
        now = email.next_attempt_at

    deliver_due(now=now)
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.DEAD, MOST_TRIES)
    assert outcomes_of(email) == [AttemptOutcome.DEFERRED] * MOST_TRIES


def test_the_pause_never_exceeds_six_hours_and_a_fifth() -> None:
    assert timedelta(hours=4.8) <= pause_after(15) <= timedelta(hours=7.2)


def test_a_mail_server_that_is_away_loses_nothing(sink: Sink, settings: object) -> None:
    email = a_mail()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # type: ignore[attr-defined]

    deliver_due(now=AT)
    email.refresh_from_db()
    settings.EMAIL_PORT = port  # type: ignore[attr-defined]
    deliver_due(now=email.next_attempt_at)

    email.refresh_from_db()
    assert email.state == EmailState.SENT
    assert outcomes_of(email) == [AttemptOutcome.DEFERRED, AttemptOutcome.ACCEPTED]


def test_a_mail_that_cannot_be_built_is_given_up_and_stops_no_other(sink: Sink) -> None:
    broken, good = a_mail(), a_mail()
    Email.objects.filter(pk=broken.pk).update(subject="Look\nBcc: eve@example.com")

    deliver_due(now=AT)

    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, good.state) == (EmailState.DEAD, EmailState.SENT)


def test_a_mail_that_was_cancelled_after_the_claim_is_not_begun(sink: Sink) -> None:
    (claimed,) = Email.objects.filter(pk=a_mail().pk).claim(now=AT, lease=LEASE, most=20)

    Email.objects.filter(pk=claimed.pk).cancel()

    assert not claimed.begin(now=AT, lease=LEASE, worker="one")
    assert not claimed.tries.exists()


def test_a_worker_whose_lease_has_lapsed_neither_begins_nor_settles() -> None:
    a_mail()
    (slow,) = Email.objects.claim(now=AT, lease=LEASE, most=20)
    assert not Email.objects.claim(now=AT + LEASE / 2, lease=LEASE, most=20)
    (quick,) = Email.objects.claim(now=AT + LEASE, lease=LEASE, most=20)

    assert not slow.begin(now=AT + LEASE, lease=LEASE, worker="slow")
    assert quick.begin(now=AT + LEASE, lease=LEASE, worker="quick")


def test_a_lease_does_not_end_because_the_demos_clock_was_moved() -> None:
    a_mail()
    (slow,) = Email.objects.claim(now=AT, at=AT, lease=LEASE, most=20)

    assert not Email.objects.claim(now=AT + 30 * LEASE, at=AT + LEASE / 2, lease=LEASE, most=20)
    assert slow.begin(now=AT, at=AT, lease=LEASE, worker="slow")


def test_beginning_renews_the_lease() -> None:
    a_mail()
    (email,) = Email.objects.claim(now=AT, lease=LEASE, most=20)

    email.begin(now=AT + LEASE / 2, lease=LEASE, worker="one")

    assert not Email.objects.claim(now=AT + LEASE, lease=LEASE, most=20)


def test_a_mail_whose_workers_always_die_is_given_up(sink: Sink) -> None:
    email = a_mail()
    Email.objects.filter(pk=email.pk).update(attempts=20)

    deliver_due(now=AT)

    email.refresh_from_db()
    assert (email.state, sink.messages) == (EmailState.DEAD, [])


@pytest.mark.parametrize("address", ["ada@example.com", "bad@example.com"])
def test_the_words_of_a_secret_are_emptied_when_it_is_done(sink: Sink, address: str) -> None:
    email = a_mail(address, secret=True)

    deliver_due(now=AT)

    email.refresh_from_db()
    assert (email.text, email.html) == ("", "")


def test_a_secret_that_is_put_off_keeps_its_words(sink: Sink) -> None:
    email = a_mail("later@example.com", secret=True)

    deliver_due(now=AT)

    email.refresh_from_db()
    assert email.text == "Look here."


def test_managers_and_administrators_are_told_of_a_dead_mail(
    sink: Sink, lead: User, manager: User, administrator: User
) -> None:
    UserFactory.create(is_superuser=True, is_active=False)
    lead.email = "bad@example.com"
    lead.save(update_fields=["email"])
    a_mail(lead)

    deliver_due(now=AT)

    told = Notice.objects.filter(kind="mail_failed", state=NoticeState.SHOWN)
    assert {notice.recipient for notice in told} == {manager, administrator}
    assert told[0].facts == {"to": "bad@example.com", "reason": "There is nobody of that name"}


def test_the_managers_of_the_document_are_told_of_its_dead_mail(
    sink: Sink, lead: User, manager: User
) -> None:
    email = a_mail("bad@example.com")
    postmortem = create_postmortem(lead=manager)
    Notice.objects.create(
        kind="overdue",
        recipient=lead,
        postmortem=postmortem,
        subject=f"postmortem:{postmortem.pk}",
        due_at=AT,
        created_at=AT,
        email=email,
        state=NoticeState.COMPOSED,
    )

    deliver_due(now=AT)

    assert {notice.recipient for notice in Notice.objects.filter(kind="mail_failed")} == {manager}


def test_a_dead_mail_can_be_revived_unless_its_words_are_gone(sink: Sink) -> None:
    plain, secret = a_mail("bad@example.com"), a_mail("bad1@example.com", secret=True)
    deliver_due(now=AT)

    assert Email.objects.revive(at=AT + timedelta(days=1)) == 1

    plain.refresh_from_db()
    secret.refresh_from_db()
    assert (plain.state, secret.state) == (EmailState.PENDING, EmailState.DEAD)
    assert "emptied" in secret.reason_against_reviving


def test_the_log_tells_a_mail_by_its_id_and_hides_its_reader(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    email = a_mail()

    with caplog.at_level("INFO", logger="afterword.mail"):
        deliver_due(now=AT)

    (line,) = (json.loads(JSONFormatter().format(record)) for record in caplog.records)
    assert (line["email"], line["outcome"], line["attempt"]) == (str(email.pk), "accepted", 1)
    assert line["recipient"] == hashed(email.to_address)
    assert email.to_address not in str(line)
    assert email.subject not in str(line)
