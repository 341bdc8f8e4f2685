"""A database that was copied into the place of another is noticed, and mail waits."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from notifications import restoration
from notifications.models import Control, Email, Heartbeat
from notifications.sweep import sweep
from tests.factories import AT

pytestmark = pytest.mark.django_db


def send_a_mail() -> None:
    Email.objects.create(
        to_address="lead@example.com",
        dedupe_key="1",
        message_id="<1@x>",
        state="sent",
        sent_at=AT,
        created_at=AT,
        next_attempt_at=AT,
    )


def test_a_site_that_goes_on_where_it_was_goes_on_sending(settings: Settings) -> None:
    assert not restoration.pause_if_restored(at=AT)
    send_a_mail()

    assert not restoration.pause_if_moved(at=AT)
    assert not restoration.pause_if_restored(at=AT)
    assert not Control.current().sending_paused
    assert Path(settings.EPOCH_FILE).read_text() == str(Control.current().epoch)


def test_another_database_in_its_place_pauses_sending_once() -> None:
    restoration.pause_if_restored(at=AT)
    Control.objects.update(epoch=uuid4())

    assert restoration.pause_if_restored(at=AT)

    control = Control.current()
    assert (control.sending_paused, control.paused_at) == (True, AT)
    assert control.paused_reason == restoration.REPLACED
    control.resume()
    assert not restoration.pause_if_restored(at=AT)
    assert not Control.current().sending_paused


def test_a_database_that_sent_mail_elsewhere_pauses_at_its_start_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    send_a_mail()

    call_command("check_epoch")

    assert "Sending is paused. This database has sent mail before" in capsys.readouterr().err
    assert Control.current().sending_paused
    call_command("check_epoch")
    assert capsys.readouterr().err == ""


def test_a_sweep_over_another_database_sends_nothing() -> None:
    restoration.pause_if_restored(at=AT)
    Control.objects.update(epoch=uuid4())

    assert sweep(now=AT).paused == restoration.REPLACED


def test_the_first_reason_for_a_pause_stays() -> None:
    control = Control.current()
    control.pause("The clock jumped.", by=None, at=AT)

    control.pause("Another.", by=None, at=AT)

    assert Control.current().paused_reason == "The clock jumped."


def test_a_workers_health_is_the_age_of_the_last_sweep(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CommandError, match="There was no sweep yet"):
        call_command("check_heartbeat")
    Heartbeat.objects.create(name=Heartbeat.SWEEP, at=AT)

    with time_machine.travel(AT + timedelta(seconds=40), tick=False):
        call_command("check_heartbeat")
    assert capsys.readouterr().out == "The last sweep was 40 s ago.\n"

    late = pytest.raises(CommandError, match="The last sweep was 360 s ago")
    with time_machine.travel(AT + timedelta(seconds=360), tick=False), late:
        call_command("check_heartbeat")
