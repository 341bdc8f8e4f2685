"""What time it is. In the demo, as much later as its mailbox has jumped ahead."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment that views, tasks and commands act at, UTC."""
    return timezone.now() + ahead() if settings.DEMO else timezone.now()


def ahead() -> timedelta:
    """How far the demo's clock runs ahead of the real one."""
    try:
        return timedelta(seconds=float(_file().read_text(encoding="ascii")))
    except (OSError, ValueError):
        return timedelta()


def jump(span: timedelta) -> None:
    """Move the demo's clock ahead, for every process that shares DATA_DIR.

    Raises RuntimeError outside the demo, ValueError for a jump into the past.
    """
    if not settings.DEMO:
        raise RuntimeError("Only the demo's clock can be moved.")
    if span < timedelta():
        raise ValueError("The clock only moves ahead: mails that were sent cannot be taken back.")
    fresh = _file().with_suffix(".new")
    fresh.write_text(str((ahead() + span).total_seconds()), encoding="ascii")
    fresh.replace(_file())


def _file() -> Path:
    return Path(settings.DATA_DIR) / "clock"
