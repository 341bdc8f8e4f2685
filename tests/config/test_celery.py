"""The clock: what the worker is told, and a beat that no clock can silence."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from config.celery import app, broker
from config.steady_scheduler import SteadyScheduler
from tests.factories import AT

HOUR = timedelta(hours=1)


def test_a_tick_a_minute_that_is_gone_before_the_next() -> None:
    (entry,) = app.conf.beat_schedule.values()

    assert entry == {
        "task": "notifications.tasks.sweep",
        "schedule": 60.0,
        "options": {"expires": 55.0},
    }
    app.loader.import_default_modules()
    assert "notifications.tasks.sweep" in app.tasks


def test_ticks_are_acknowledged_early_and_leave_no_result() -> None:
    assert app.conf.task_ignore_result
    assert not app.conf.task_acks_late
    assert app.conf.result_backend is None
    assert (app.conf.task_soft_time_limit, app.conf.task_time_limit) == (60, 90)
    assert app.conf.worker_prefetch_multiplier == 1
    assert (app.conf.timezone, app.conf.enable_utc) == ("UTC", True)


def test_a_broker_without_redis_is_a_folder(tmp_path: Path) -> None:
    options = broker("", tmp_path)

    assert options["broker_url"] == "filesystem://localhost"
    assert all(
        tmp_path in Path(folder).parents and Path(folder).is_dir()
        for folder in options["broker_transport_options"].values()
    )


def test_redis_keeps_a_tick_for_an_hour() -> None:
    assert broker("redis://127.0.0.1:6379/1", Path("nowhere")) == {
        "broker_url": "redis://127.0.0.1:6379/1",
        "broker_transport_options": {"visibility_timeout": 3600},
    }


class Counting(SteadyScheduler):
    """Counts what it would have published."""

    published = 0

    def apply_async(self, *_arguments: object, **_options: object) -> None:
        self.published += 1


@pytest.mark.parametrize("jump", [-HOUR, -24 * HOUR, -timedelta(seconds=90), timedelta(), HOUR])
def test_the_beat_goes_on_when_the_clock_is_moved(jump: timedelta) -> None:
    """Ten minutes by the clock, then it is moved, then ten more: a tick a minute all the while."""
    with time_machine.travel(AT, tick=False) as traveller:
        scheduler = Counting(app=app, lazy=False)
        beat(scheduler, traveller, minutes=10)
        before = scheduler.published
        traveller.shift(jump)
        beat(scheduler, traveller, minutes=10)

    assert before >= 9
    assert scheduler.published - before >= 9


def beat(scheduler: Counting, traveller: time_machine.Traveller, *, minutes: int) -> None:
    """What Celery's service does: tick, and sleep for as long as it says."""
    spent = timedelta()
    while spent < timedelta(minutes=minutes):
        pause = timedelta(seconds=max(scheduler.tick(), 0.01))
        traveller.shift(pause)
        spent += pause
