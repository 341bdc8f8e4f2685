"""Several do the same thing at the same time."""

from collections.abc import Callable
from statistics import quantiles

import pytest

from tests.faults.town import PATIENCE, Town


@pytest.mark.parametrize("place", ["town", "village"])
def test_f15_four_claim_at_once(
    place: str, request: pytest.FixtureRequest, tell: Callable[[str], None]
) -> None:
    """F15: 4 processes claim 400 mails, 5 times"""
    town: Town = request.getfixturevalue(place)
    for _ in range(5):
        town.work("fill", "400")
        told = town.work_together(*(("claim", "one"),) * 4)

        ids = [word for words in told for word in words.split()]
        assert (len(ids), len(set(ids))) == (400, 400)
    tell(f"on {'PostgreSQL' if place == 'town' else 'SQLite'}: no mail twice, all 400, 5 of 5")


def test_f14_a_mail_is_cancelled_between_claim_and_begin(
    town: Town, tell: Callable[[str], None]
) -> None:
    """F14: a mail is cancelled after a worker claimed it and before it begins"""
    town.sink()
    town.work("fill", "1")
    holder = town.start("tests.faults.work", "hold")
    assert holder.stdout
    assert holder.stdout.readline() == "claimed\n"

    assert town.work("cancel") == "1"
    begun, _ = holder.communicate("\n", timeout=60)

    tell(f"{len(town.lines())} mails")
    assert begun == "False\n"
    assert town.query("SELECT 1 FROM notifications_emailattempt") == []
    assert town.lines() == []


def test_f16_eight_write_while_mails_are_sent(village: Town, tell: Callable[[str], None]) -> None:
    """F16: SQLite: 8 writers in 2 processes, 1,200 transactions, while 300 mails are sent"""
    village.sink()
    village.work("fill", "300")

    told = village.work_together(("write", "150", "4"), ("write", "150", "4"), ("deliver", "60"))

    words = "".join(told).split("\n")
    times = [float(word) for word in words if word and not word.startswith("locked")]
    locked = sum(word.startswith("locked") for word in words)
    slow = quantiles(times, n=100)[98]
    tell(f"{len(times)} writes, {locked} locked, p99 {slow * 1000:.0f} ms")
    assert (len(times), locked) == (1200, 0)
    assert slow < 2
    assert len(village.mails()) == 300


def test_f19_redis_is_gone(town: Town, tell: Callable[[str], None]) -> None:
    """F19: Redis refuses every connection while somebody signs in, reads, saves, invites"""
    town.variables["REDIS_URL"] = "redis://127.0.0.1:1/0"
    # As `make run` does: static files as well.
    assert town.start("config.prepare").wait(timeout=PATIENCE) == 0
    town.work("settle_in")

    told = dict(line.split() for line in town.work("browse").splitlines())

    saved = told.pop("impact_saved")
    worst = max(map(int, told.values()))
    tell(f"{len(told)} requests, worst status {worst}, what was typed is saved")
    assert saved == "1"
    assert worst < 400
    assert town.count("pending") == 2
