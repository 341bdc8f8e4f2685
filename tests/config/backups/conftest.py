"""A small site that has sent mail and been signed, and a second one to restore into."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.own_sites import TABLES, OwnSite, own_site

STORY = (
    TABLES
    + """
from datetime import UTC, datetime, timedelta
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from notifications.models import Email, Notice
from postmortems.models import Signature, SignedText
from tests.factories import AT, create_postmortem

postmortem = create_postmortem(incident_id="INC-KEPT")
lead = postmortem.opened_by
default_storage.save("seen.png", ContentFile(b"picture" * 5000))
text = SignedText.objects.create(postmortem=postmortem, seq=1, sha256="a" * 64, text="words")
Signature.objects.create(
    postmortem=postmortem, number=1, role="incident_lead", person=lead, full_name="Ada",
    decision="approved", at=AT, seq=1, signed_text=text, sha256="a" * 64, key_id="k", mac="b" * 64,
)
session = SessionStore()
session["mine"] = 1
session.save()
for number in range(4):
    Email.objects.create(
        to_user=lead, to_address=lead.email, dedupe_key=f"{number}", message_id=f"<{number}@x>",
        subject="Due", text="secret" if number else "plain", holds_secret=bool(number),
        created_at=AT + timedelta(hours=number), next_attempt_at=AT + timedelta(hours=number),
    )
    Notice.objects.create(
        kind="overdue", recipient=lead, postmortem=postmortem, subject=f"action:{number}",
        due_at=AT + timedelta(hours=number), created_at=AT,
    )
"""
)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OwnSite, Path]]:
    """The site and its backup as they are at first: tests work on copies."""
    folder = tmp_path_factory.mktemp("told")
    with own_site(folder / "site") as site:
        site.run(STORY)
        done = site.manage("backup", str(folder / "backup.tar"))
        assert done.returncode == 0, done.stderr
        yield site, folder / "backup.tar"


@pytest.fixture
def site(told: tuple[OwnSite, Path], tmp_path: Path) -> Iterator[OwnSite]:
    with own_site(tmp_path / "site", like=told[0]) as site:
        yield site


@pytest.fixture
def backup(told: tuple[OwnSite, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(told[1], tmp_path / "backup.tar"))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[OwnSite]:
    """An empty one, without a single table."""
    with own_site(tmp_path / "other") as other:
        yield other
