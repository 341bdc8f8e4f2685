"""Clocks that are set back, or ahead."""

import signal
import time
from collections.abc import Callable

import redis

from scripts.servers import Server
from tests.faults.town import BEAT, QUIET, WORKER, Town, duplicates, kill, wait_until

WINDOW = 10


def test_f08_the_clock_is_set_back(town: Town, broker: Server, tell: Callable[[str], None]) -> None:
    """F8: clock −1 h while the beat runs, and a restart of beat and worker after it"""
    town.sink()
    town.work("fill", "40")
    town.worker()
    schedule = ("-s", str(town.folder / "schedule"))
    moved = town.start("tests.faults.moved_clock", "0", *BEAT, *schedule)
    wait_until(lambda: town.count("pending") == 0)
    for process in town.processes[-2:-1]:
        kill(process)  # The worker: what the beat ticks now stays to be counted.

    moved.send_signal(signal.SIGUSR1)
    running = ticks(broker)
    kill(moved)
    town.start("tests.faults.moved_clock", "-3600", *BEAT, *schedule)
    wait_until(lambda: length(broker) > running + 1)
    restarted = ticks(broker)
    town.work("fill", "40", "late")
    town.start("tests.faults.moved_clock", "-3600", *WORKER, *QUIET)
    wait_until(lambda: bool(paused(town)))

    mails = town.mails()
    tell(
        f"{running} and {restarted} ticks of {WINDOW}, {duplicates(mails)} duplicates,"
        f" then: {paused(town)}"
    )
    assert running >= 8
    assert restarted >= 8
    assert (len(mails), duplicates(mails)) == (40, 0)


def ticks(broker: Server) -> int:
    """How many ticks the beat sends in the next ten seconds."""
    before = length(broker)
    time.sleep(WINDOW)
    return length(broker) - before


def length(broker: Server) -> int:
    with redis.Redis.from_url(broker.url) as connection:
        return int(str(connection.llen("celery")))


def paused(town: Town) -> str:
    """Why sending is paused; empty while it is not."""
    rows = town.query("SELECT paused_reason FROM notifications_control WHERE sending_paused")
    return str(rows[0][0]) if rows else ""


def test_f09_the_databases_clock_runs_ahead(town: Town, tell: Callable[[str], None]) -> None:
    """F9: the database's clock ahead by 10 days; an operator mends it and resumes; 100 mails"""
    town.sink()
    town.work("fill", "100")
    set_ahead(town)
    town.beat()
    town.worker()

    wait_until(lambda: bool(paused(town)))
    time.sleep(3)
    reason, before = paused(town), len(town.lines())
    mend(town)
    town.work("resume")
    town.wait_until_all_sent()

    mails = town.mails()
    tell(f"{before} mails while paused ({reason}); then {len(mails)}, {duplicates(mails)} twice")
    assert "10 d apart" in reason
    assert before == 0
    assert (len(mails), duplicates(mails)) == (100, 0)


def set_ahead(town: Town) -> None:
    """A function that every connection to this database finds before PostgreSQL's own."""
    town.execute(
        "CREATE SCHEMA wrong",
        "CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        " $$ SELECT pg_catalog.clock_timestamp() + interval '10 days' $$",
        f"ALTER DATABASE {name_of(town)} SET search_path TO wrong, pg_catalog, public",
    )


def mend(town: Town) -> None:
    town.execute(
        "DROP FUNCTION wrong.clock_timestamp()",
        f"ALTER DATABASE {name_of(town)} RESET search_path",
    )


def name_of(town: Town) -> str:
    return town.url.rpartition("/")[2]
