"""Processes and servers die in the middle of the work."""

import random
import signal
import time
from collections.abc import Callable

from scripts.servers import Server
from tests.faults.town import Town, duplicates, is_up, kill, wait_until

KILLS = 20


def test_f01_workers_are_killed(town: Town, tell: Callable[[str], None]) -> None:
    """F1: 1,000 mails, 2 workers, 20 × SIGKILL of a worker's process group"""
    town.sink(pause=0.02)
    town.work("fill", "1000")
    town.beat()
    workers = [town.worker(str(number)) for number in range(2)]

    kills = 0
    while kills < KILLS and town.count("pending"):
        sent = len(town.lines())
        # Each death is in the middle of the work: some mails after the last.
        wait_until(lambda sent=sent: len(town.lines()) > sent + 15 or not town.count("pending"))  # type: ignore[misc]
        number = random.randrange(2)  # noqa: S311  no secret
        kill(workers[number])
        kills += 1
        workers[number] = town.worker(f"{number}-{kills}")
    town.wait_until_all_sent()

    mails, ((attempts,),) = (
        town.mails(),
        town.query("SELECT max(attempts) FROM notifications_email"),
    )
    tell(f"{kills} kills, {len(mails)} mails, {duplicates(mails)} duplicates")
    assert kills == KILLS
    assert len(mails) == 1000
    assert duplicates(mails) <= kills
    assert town.count("sent") == 1000
    assert isinstance(attempts, int)
    assert attempts <= 1 + kills


def test_f02_redis_is_killed_and_comes_back_empty(
    town: Town, broker: Server, tell: Callable[[str], None]
) -> None:
    """F2: Redis killed, emptied and started again 5 times while 600 mails fall due"""
    town.sink()
    town.work("fill", "600", "good", "30")
    town.beat()
    town.worker()
    wait_until(lambda: len(town.lines()) > 10)

    silences = []
    for _ in range(5):
        broker.kill()
        time.sleep(2)
        broker.start()
        before = heart(town)
        silences.append(wait_until(lambda before=before: heart(town) > before))  # type: ignore[misc]
    town.wait_until_all_sent()

    mails = town.mails()
    tell(f"{len(mails)} mails, {duplicates(mails)} duplicates, silent ≤ {max(silences):.1f} s")
    assert (len(mails), duplicates(mails)) == (600, 0)
    assert max(silences) <= 15


def heart(town: Town) -> str:
    """When the last sweep was; empty before the first."""
    ((at,),) = town.query("SELECT max(at) FROM notifications_heartbeat")
    return str(at or "")


def test_f03_two_beats_and_three_workers(town: Town, tell: Callable[[str], None]) -> None:
    """F3: two beats, three workers, 2,000 mails"""
    town.sink()
    town.work("fill", "2000")
    for number in range(3):
        town.worker(str(number))
    town.beat()
    town.beat()

    town.wait_until_all_sent()

    mails = town.mails()
    ((workers,),) = town.query("SELECT count(DISTINCT worker) FROM notifications_emailattempt")
    tell(f"{len(mails)} mails, {duplicates(mails)} duplicates, {workers} workers sent")
    assert (len(mails), duplicates(mails)) == (2000, 0)


def test_f04_postgresql_is_killed(frail_town: Town, tell: Callable[[str], None]) -> None:
    """F4: PostgreSQL (fsync on) SIGKILLed 5 times in the middle of a sweep, 600 mails"""
    town = frail_town
    assert town.database
    town.sink(pause=0.02)
    town.work("fill", "600")
    town.beat()
    town.worker()

    for _ in range(5):
        sent = len(town.lines())
        wait_until(lambda sent=sent: len(town.lines()) > sent + 30)  # type: ignore[misc]
        town.database.kill()
        time.sleep(0.5)
        town.database.start()
        wait_until(lambda: is_up(town.url))
    waited = wait_until(lambda: town.count("pending") == 0)

    mails = town.mails()
    stuck = town.query("SELECT 1 FROM notifications_email WHERE state <> 'sent'")
    tell(f"{len(mails)} mails, {duplicates(mails)} duplicates, done {waited:.0f} s after the last")
    assert len(mails) == 600
    assert duplicates(mails) <= 5
    assert not stuck


def test_f17_a_worker_is_asked_to_stop(town: Town, tell: Callable[[str], None]) -> None:
    """F17: SIGTERM of a worker in the middle of a sweep, 1,500 mails"""
    town.sink(pause=0.01)
    town.work("fill", "1500")
    town.beat()
    worker = town.worker()
    wait_until(lambda: len(town.lines()) > 50)

    worker.send_signal(signal.SIGTERM)
    spent = wait_until(lambda: worker.poll() is not None, patience=40)
    before = len(town.lines())
    town.worker("two")
    town.wait_until_all_sent()

    mails = town.mails()
    tell(f"stopped after {spent:.1f} s with {before} sent; {duplicates(mails)} duplicates of 1,500")
    assert worker.returncode == 0
    assert spent <= 30
    assert 50 < before < 1500
    assert (len(mails), duplicates(mails)) == (1500, 0)
