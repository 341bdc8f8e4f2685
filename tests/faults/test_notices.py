"""The worker was away for days; machines follow the links of mails."""

from collections.abc import Callable

import pytest

from tests.faults.town import PATIENCE, Town


@pytest.fixture
def returned(town: Town) -> Town:
    """500 actions of 20 people fell due while nobody swept for three days of the clock."""
    assert town.start("config.prepare").wait(timeout=PATIENCE) == 0
    town.sink()
    do(town, "promise_much")
    town.execute("UPDATE notifications_email SET state = 'cancelled' WHERE state = 'pending'")
    do(town, "come_back")
    return town


def do(town: Town, command: str) -> str:
    process = town.start("tests.faults.notices", command)
    told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (town.folder / "said").read_text()[-2000:]
    return told.strip()


def test_f10_the_worker_was_off(returned: Town, tell: Callable[[str], None]) -> None:
    """F10: worker off for 3 simulated days, 500 actions of 20 people fall due"""
    rows = returned.query(
        "SELECT text FROM notifications_email WHERE to_address LIKE 'owner%' AND state = 'sent'"
    )
    mails = [str(text) for (text,) in rows]
    promises = [f"Promise {number}/{one}." for number in range(20) for one in range(25)]
    told = [promise for promise in promises if any(promise in text for text in mails)]

    tell(f"{len(mails)} mails, {len(told)} of {len(promises)} actions in them")
    assert len(mails) <= 20
    assert told == promises


def test_f22_the_links_of_mails_are_followed(returned: Town, tell: Callable[[str], None]) -> None:
    """F22: GET, HEAD and OPTIONS of every link of every mail, twice, signed in and not"""
    followed, state = do(returned, "follow").split()

    tell(f"{followed} requests; every row of the database is the {state}")
    assert int(followed) > 100
    assert state == "same"
