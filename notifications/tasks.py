"""What runs on a clock."""

from celery import shared_task

from notifications.sweep import sweep as sweep_now
from postmortems import clock


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    sweep_now(now=clock.now())
