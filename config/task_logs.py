"""The worker's lines read like the site's, and say which task they belong to."""

from typing import Any

from celery.signals import setup_logging, task_postrun, task_prerun

from config.logs import task_id


def connect() -> None:
    """To be called where the Celery app is made."""
    setup_logging.connect(leave_alone)
    task_prerun.connect(begin)
    task_postrun.connect(end)


def leave_alone(**_: Any) -> None:
    """Celery sets up logging of its own unless somebody listens here: LOGGING stands."""


def begin(**about: Any) -> None:
    task_id.set(str(about.get("task_id", "")))


def end(**_: Any) -> None:
    task_id.set("")
