"""A database that came back from the past: it would send again what has been sent."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from notifications.models import Control, Email, Notice
from notifications.models.email import EmailState
from notifications.models.notice import NoticeState
from notifications.planning import plan_due

REPLACED = "This database is not the one that was here before: it was copied into its place."
MOVED = "This database has sent mail before, and DATA_DIR does not know it: it was brought here."
SETTLED = "Not sent: taken as sent already when the outbox was reconciled after a restore."


def pause_if_restored(*, at: datetime) -> bool:
    """Pause sending if the database has another epoch than the file beside it.

    Where there is no file yet, it is written. True if it has paused.
    """
    control = Control.current()
    known = known_epoch()
    if known == str(control.epoch):
        return False
    if known:
        control.pause(REPLACED, by=None, at=at)
    remember_epoch()
    return bool(known)


def pause_if_moved(*, at: datetime) -> bool:
    """Pause sending if mail went out of this database, and this folder has never seen it.

    For a start, before the first sweep. True if it has paused.
    """
    if known_epoch() or not Email.objects.filter(state=EmailState.SENT).exists():
        return False
    Control.current().pause(MOVED, by=None, at=at)
    remember_epoch()
    return True


def known_epoch() -> str:
    """What the file says, or an empty string."""
    try:
        return epoch_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def remember_epoch() -> None:
    """Write the database's epoch into the file, whole or not at all."""
    fresh = epoch_file().with_suffix(f".{os.getpid()}")
    fresh.write_text(str(Control.current().epoch), encoding="ascii")
    fresh.replace(epoch_file())


def epoch_file() -> Path:
    return Path(settings.EPOCH_FILE)


def presumably_sent(before: datetime) -> tuple[int, int]:
    """How many mails and notices `settle` would take as sent."""
    return _mails(before).count(), _notices(before).count()


@transaction.atomic
def settle(before: datetime, *, at: datetime) -> tuple[int, int]:
    """Take as sent what was waiting, or due, before that moment: how many mails and notices.

    A mail is cancelled, for we do not know when it went out; the words of one that held a secret
    go. A notice is shown in the inbox: that is never composed, and unlike a cancelled one never
    revived, and if it had not been sent after all it can still be read. What the restored
    documents owe by now is planned first, so that it is settled too.
    """
    plan_due(now=at)
    _mails(before).filter(holds_secret=True).update(text="", html="")
    mails = _mails(before).update(
        state=EmailState.CANCELLED, last_error=SETTLED, lease_token=None, lease_until=None
    )
    notices = _notices(before).update(state=NoticeState.SHOWN, settled_at=at)
    return mails, notices


def _mails(before: datetime) -> QuerySet[Email]:
    return Email.objects.filter(state=EmailState.PENDING, created_at__lt=before)


def _notices(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=NoticeState.PENDING, due_at__lt=before)
