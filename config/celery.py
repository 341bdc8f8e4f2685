"""The clock: Celery's beat ticks once a minute, and a worker sweeps. The schedule is in the database.

A lost tick is nothing: the next one finds the same rows. So ticks are acknowledged early, expire
before the next, and leave no result. Pages never speak to the broker.
"""

import os
import warnings
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import beat_embedded_init, worker_process_init
from django.conf import settings

from config import env, task_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Meant for those whose messages are pickled; ours are JSON.
warnings.filterwarnings("ignore", "You're running the worker with superuser", SecurityWarning)

TICK = float(env.text("TICK_SECONDS", "60"))
# The worker, which its children copy this number from.
PARENT = os.getpid()


def broker(redis_url: str, folder: Path) -> dict[str, Any]:
    """Redis, or else files in a folder, which only the processes of one machine share."""
    if redis_url:
        return {
            "broker_url": redis_url,
            "broker_transport_options": {"visibility_timeout": 3600},
        }
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
        },
    }


task_logs.connect()
app = Celery("afterword")
app.conf.update(
    timezone="UTC",
    enable_utc=True,
    beat_scheduler="config.steady_scheduler:SteadyScheduler",
    beat_schedule={
        "sweep": {
            "task": "notifications.tasks.sweep",
            "schedule": TICK,
            "options": {"expires": TICK * 55 / 60},
        }
    },
    task_ignore_result=True,
    task_acks_late=False,
    task_time_limit=90,
    task_soft_time_limit=60,
    worker_prefetch_multiplier=1,
    # For ever: a broker that is away for an hour must not end the worker.
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    **broker(settings.REDIS_URL, settings.DATA_DIR / "broker"),
)
app.autodiscover_tasks()


def die_with_the_worker(**_facts: Any) -> None:
    """A killed worker must not leave its children: a beat that goes on, a sweep that two do."""
    Thread(target=_watch_the_worker, daemon=True).start()


def _watch_the_worker() -> None:
    while os.getppid() == PARENT:
        sleep(0.5)
    os._exit(1)


worker_process_init.connect(die_with_the_worker)
beat_embedded_init.connect(die_with_the_worker)
