"""The mail server is slow, refuses, vanishes; and how fast all is when it is not."""

import re
from collections.abc import Callable

from tests.faults.town import Town, duplicates, wait_until


def test_f05_a_slow_mail_server(town: Town, tell: Callable[[str], None]) -> None:
    """F5: a second for each mail, batches of 20, a lease of 6 s, 3 workers, 20 mails"""
    town.sink(pause=1.0)
    town.work("fill", "20")

    town.work_together(*(("deliver", "6"),) * 3)

    mails = town.mails()
    tell(f"{len(mails)} mails, {duplicates(mails)} duplicates")
    assert (len(mails), duplicates(mails)) == (20, 0)


def test_f06_a_mail_server_that_errs(town: Town, tell: Callable[[str], None]) -> None:
    """F6: 451 for 15 %, 550 for bad addresses, dropped after DATA 5 %, hanging 15 s 1 %"""
    town.sink()
    town.work("fill", "300", "sometimes")
    town.work("fill", "20", "bad")

    town.work("simulate")

    mails, lines = town.mails(), town.lines()
    drops, hangs = lines.count("drop"), lines.count("hang")
    ((tries,),) = town.query("SELECT max(attempts) FROM notifications_email WHERE state = 'dead'")
    tell(
        f"{len(mails)} of 300 good delivered, 20 bad dead after {tries} attempt,"
        f" {duplicates(mails)} duplicates of {drops} drops and {hangs} hangs"
    )
    assert len(mails) == 300
    assert (town.count("sent"), town.count("dead")) == (300, 20)
    assert tries == 1
    assert drops + hangs > 0
    assert duplicates(mails) <= drops + hangs


def test_f07_a_mail_server_that_is_away(town: Town, tell: Callable[[str], None]) -> None:
    """F7: no mail server for 10 minutes (simulated clock), then there is one; 50 mails"""
    town.work("fill", "50")

    later = town.work("simulate", "10")
    waiting, dead = town.count("pending"), town.count("dead")
    town.sink()
    town.work("simulate", "", later)

    gaps = pauses(town)
    worst = max(abs(gap / (60 * 2**number) - 1) for number, gap in gaps)
    tell(
        f"after 10 min {waiting} waiting, {dead} dead; then {town.count('sent')} sent;"
        f" {len(gaps)} pauses off by ≤ {worst:.0%}"
    )
    assert (waiting, dead, town.count("sent")) == (50, 0, 50)
    assert duplicates(town.mails()) == 0
    assert gaps
    # An attempt is begun a moment after it is due.
    assert worst <= 0.21


def pauses(town: Town) -> list[tuple[int, float]]:
    """How many seconds passed after each failed attempt, with its number from 0 on."""
    rows = town.query(
        "SELECT one.number - 1, extract(epoch FROM two.started_at - one.ended_at)::float"
        " FROM notifications_emailattempt one JOIN notifications_emailattempt two"
        " ON two.email_id = one.email_id AND two.number = one.number + 1"
        " WHERE one.outcome = 'deferred'"
    )
    return [(int(str(number)), float(str(gap))) for number, gap in rows]


def test_f26_throughput(town: Town, tell: Callable[[str], None]) -> None:
    """F26: 5,000 mails due, 1 worker, a mail server on the same machine"""
    town.sink()
    town.work("fill", "5000")
    town.beat(TICK_SECONDS="1")
    town.worker()
    wait_until(lambda: bool(town.lines()))

    spent = wait_until(lambda: town.count("pending") == 0, patience=200)

    mails = town.mails()
    tell(f"{5000 / spent:.0f} mails/s, {duplicates(mails)} duplicates")
    assert (len(mails), duplicates(mails)) == (5000, 0)
    assert 5000 / spent >= 50


def test_times_are_read_from_the_log(town: Town) -> None:
    """The sink: what it is told, it writes down before it answers"""
    town.sink()
    town.work("fill", "1")
    town.work_together(("deliver", "60"))

    assert re.fullmatch(r"[\d.]+ <pm\.[0-9a-f-]{36}@\S+> good0@example\.com", town.lines()[0])
