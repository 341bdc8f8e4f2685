"""A site comes back from its backup whole, and tells nobody twice what it has told them."""

import stat
from pathlib import Path

import pytest

from tests.own_sites import OwnSite

LATER = """
from django.core.files.storage import default_storage
from django.core.files.base import ContentFile
from django.utils import timezone
from accounts.models import User
from notifications.models import Email
from tests.factories import create_postmortem

create_postmortem(lead=User.objects.get(), incident_id="INC-LATER")
default_storage.delete("seen.png")
default_storage.save("later.png", ContentFile(b"later"))
Email.objects.update(state="sent", sent_at=timezone.now())
"""
FORGE = """
from django.db import DatabaseError
from postmortems.models import Signature, SignedText
for forged in (
    lambda: Signature.objects.update(full_name="Eve"),
    lambda: Signature.objects.all()._raw_delete("default"),
    lambda: SignedText.objects.update(text="other words"),
):
    try:
        forged()
    except DatabaseError as refusal:
        print("never changed" in str(refusal))
    else:
        print("changed")
"""


def test_everything_comes_back_into_an_empty_site(
    site: OwnSite, other: OwnSite, backup: Path
) -> None:
    done = other.manage("restore", str(backup))

    assert done.returncode == 0, done.stderr
    assert other.facts() == site.facts()
    assert site.facts()["attachments"] == {"seen.png": 35000}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_the_backup_replaces_what_came_after_it(site: OwnSite, backup: Path) -> None:
    before = site.facts()
    site.run(LATER)
    assert site.facts() != before

    refused = site.manage("restore", str(backup))
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "CommandError: This site is not empty: --replace puts the backup in its place."
    )
    assert site.facts() != before

    assert site.manage("restore", str(backup), "--replace").returncode == 0
    assert site.facts() == before


def test_signatures_stay_unchangeable_after_a_restore(site: OwnSite, backup: Path) -> None:
    site.manage("restore", str(backup), "--replace")

    assert site.run(FORGE).split() == ["True", "True", "True"]


def test_a_restored_site_sends_nothing_and_knows_no_old_session(
    site: OwnSite, backup: Path
) -> None:
    epochs = site.ask("SELECT epoch FROM postmortems_postmortem")
    assert site.ask("SELECT count(*) FROM django_session") == [1]

    site.manage("restore", str(backup), "--replace")

    reason = site.ask("SELECT paused_reason FROM notifications_control WHERE sending_paused")
    assert reason[0].startswith("This database was restored from a backup of ")
    assert site.ask("SELECT count(*) FROM django_session") == [0]
    assert set(epochs).isdisjoint(site.ask("SELECT epoch FROM postmortems_postmortem"))
    control = site.run("from notifications.models import Control; print(Control.current().epoch)")
    assert (site.folder / "epoch").read_text() == control


def test_last_weeks_backup_repeats_no_mail(site: OwnSite, backup: Path) -> None:
    """F20: what had been sent between backup and restore is settled by the operator's word."""
    site.run(LATER)
    site.manage("restore", str(backup), "--replace")
    pending = "SELECT count(*) FROM notifications_{} WHERE state = 'pending'"
    before = ("reconcile_outbox", "--sent-before", "2026-11-24T11:00:00Z")

    told = site.manage(*before)
    assert told.stdout.strip() == "2 mails and 2 notices would be settled (--apply)."
    assert site.ask(pending.format("email")) == [4]

    done = site.manage(*before, "--apply")
    assert done.stdout.strip() == "Settled 2 mails and 2 notices: they will not be sent."
    assert site.ask(pending.format("email")) == site.ask(pending.format("notice")) == [2]
    words = "SELECT text FROM notifications_email WHERE state = 'cancelled' ORDER BY created_at"
    assert site.ask(words) == ["plain", ""]

    assert "restored from a backup" in site.manage("resume_sending").stdout
    assert site.ask("SELECT sending_paused FROM notifications_control") in ([False], [0])
    assert site.manage("resume_sending").stdout.strip() == "Sending is not paused."


def test_an_operator_who_names_no_zone_is_asked_for_it(site: OwnSite) -> None:
    done = site.manage("reconcile_outbox", "--sent-before", "2026-11-24 11:00")

    assert done.returncode == 2
    assert "is not a moment with its zone; write 2026-11-24T14:05Z" in done.stderr


@pytest.mark.parametrize("kept", [True, False])
def test_a_backup_that_could_not_be_written_leaves_the_last_one(
    site: OwnSite, tmp_path: Path, *, kept: bool
) -> None:
    path = tmp_path / "folder" / "backup.tar"
    if kept:
        path.mkdir(parents=True)

    done = site.manage("backup", str(path))

    assert done.returncode == 1
    assert "was not written: " in done.stderr
    assert list(tmp_path.rglob("*.part")) == []
