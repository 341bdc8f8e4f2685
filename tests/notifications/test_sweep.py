"""One sweep; and when nothing must leave the house."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications.models import Control, Email, Heartbeat
from notifications.models.email import EmailState
from notifications.outbox import put
from notifications.outcomes import AttemptOutcome
from notifications.sweep import sweep
from notifications.tasks import sweep as sweep_task
from tests.factories import AT
from tests.sink import Sink


@pytest.fixture
def email() -> Email:
    return put(to="ada@example.com", subject="Look", text="Look here.", at=AT)


def test_a_sweep_sends_what_is_due_and_leaves_a_heartbeat(sink: Sink, email: Email) -> None:
    before = timezone.now()

    swept = sweep(now=AT)

    assert swept.delivered == {AttemptOutcome.ACCEPTED: 1}
    beat = Heartbeat.objects.last_beat("sweep")
    assert beat
    assert before <= beat <= timezone.now()


def test_the_task_sweeps_now(sink: Sink, email: Email) -> None:
    Email.objects.update(next_attempt_at=timezone.now())

    sweep_task()

    email.refresh_from_db()
    assert email.state == EmailState.SENT


def test_while_sending_is_paused_only_the_heart_beats(sink: Sink, email: Email) -> None:
    Control.current().pause("A backup was restored.", at=AT)

    swept = sweep(now=AT)

    assert (swept.paused, sink.messages) == ("A backup was restored.", [])
    assert Heartbeat.objects.last_beat("sweep")


def test_a_heartbeat_in_the_future_pauses_the_sending(sink: Sink, email: Email) -> None:
    Heartbeat.objects.beat("sweep", at=timezone.now() + timedelta(hours=1, minutes=1))

    swept = sweep(now=AT)

    assert swept.paused.startswith("The last sweep was 1 h")
    assert sink.messages == []


def test_after_an_operator_resumed_the_sending_goes_on(sink: Sink, email: Email) -> None:
    Heartbeat.objects.beat("sweep", at=timezone.now() + timedelta(hours=1))
    sweep(now=AT)

    Control.current().resume()
    sweep(now=AT)

    assert len(sink.messages) == 1


def test_a_pause_keeps_its_first_reason(administrator: User) -> None:
    control = Control.current()
    control.pause("A backup was restored.", at=AT, by=administrator)
    control.pause("The clock is wrong.", at=AT)

    assert (control.paused_reason, control.paused_by) == ("A backup was restored.", administrator)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock of its own")
def test_a_database_whose_clock_is_elsewhere_pauses_the_sending(sink: Sink, email: Email) -> None:
    set_the_databases_clock_ahead("10 days")

    swept = sweep(now=AT)

    assert swept.paused.startswith("The database's clock and this server's are 10 d apart")
    assert sink.messages == []


def set_the_databases_clock_ahead(span: str) -> None:
    """A function that PostgreSQL finds before its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA wrong")
        cursor.execute(
            "CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
            f" $$ SELECT pg_catalog.clock_timestamp() + interval '{span}' $$"
        )
        cursor.execute("SET LOCAL search_path TO wrong, pg_catalog, public")


def test_an_administrator_sees_on_every_page_that_sending_is_paused(
    client: Client, administrator: User
) -> None:
    Control.current().pause("A backup was restored.", at=AT)
    client.force_login(administrator)

    page = client.get("/teams/")

    assert "A backup was restored." in page.text
    assert 'action="/outbox/resumption/"' in page.text

    client.post("/outbox/resumption/")

    assert "A backup was restored." not in client.get("/teams/").text
    assert not Control.current().sending_paused


def test_others_are_not_told_of_a_pause_nor_can_they_end_it(client: Client, lead: User) -> None:
    Control.current().pause("A backup was restored.", at=AT)
    client.force_login(lead)

    assert "A backup was restored." not in client.get("/teams/").text
    assert client.post("/outbox/resumption/").status_code == 404
    assert Control.current().sending_paused


def send_due(*arguments: str) -> str:
    said = StringIO()
    call_command("send_due", *arguments, stdout=said)
    return said.getvalue()


def test_an_operator_sweeps_by_hand(sink: Sink, email: Email) -> None:
    Email.objects.update(next_attempt_at=timezone.now())

    assert send_due() == "0 composed; 1 accepted.\n"
    assert send_due() == "0 composed; nothing to send.\n"


def test_a_dry_run_tells_and_sends_nothing(sink: Sink, email: Email) -> None:
    said = send_due("--dry-run", "--now", "2026-11-24T09:00Z")

    assert said == "ada@example.com: Look\n"
    assert send_due("--dry-run", "--now", "2026-11-24T08:59Z") == ""
    assert sink.messages == []
    assert not Heartbeat.objects.exists()


def test_nothing_is_sent_early_by_hand(sink: Sink, email: Email) -> None:
    with pytest.raises(CommandError, match="cannot be taken back"):
        send_due("--now", "2036-11-24T09:00Z")


@pytest.mark.parametrize("words", ["tomorrow", "2026-11-24T09:00", "2026-11-24"])
def test_an_instant_names_its_zone(words: str) -> None:
    with pytest.raises(CommandError, match="is no instant"):
        send_due("--dry-run", "--now", words)


def test_a_pause_is_told_to_who_sweeps_by_hand() -> None:
    Control.current().pause("A backup was restored.", at=AT)

    with pytest.raises(CommandError, match=r"paused\. A backup was restored\."):
        send_due()
