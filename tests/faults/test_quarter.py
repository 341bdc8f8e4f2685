"""A newcomer walks a post-mortem through a quarter, in a browser, and every mail comes once."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts import servers
from tests.faults import quarter
from tests.faults.town import ROOT, Town, answers, duplicates, kept_environment, wait_until
from tests.journeys.conftest import FLAGS, walking
from tests.sites import read_until, running


@pytest.fixture
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.skip("There is no Chromium (set CHROMIUM to its path).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def test_a_quarter_in_the_embedded_demo(chromium: Browser, tmp_path: Path) -> None:
    """Q1: the process of a quarter in a browser; SQLite, `make run`, the demo's mailbox"""
    port = servers.free_port()
    with running(tmp_path, PORT=str(port), DEMO="1") as process:
        read_until(process, "the clock can jump ahead")
        assert process.stdout
        Thread(target=process.stdout.read, daemon=True).start()
        for people in walking(chromium, f"http://127.0.0.1:{port}", {}):
            quarter.live(people)


def test_a_quarter_with_everything_apart(
    chromium: Browser, town: Town, tell: Callable[[str], None]
) -> None:
    """Q2: the same on PostgreSQL and Redis with web, worker and beat apart and a mail server"""
    port = servers.free_port()
    site = f"http://127.0.0.1:{port}"
    town.variables |= {
        "DEMO": "1",
        "DELIVERY": "smtp",
        "SITE_URL": site,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    town.sink()
    subprocess.run(
        [sys.executable, "-m", "config.prepare"],
        cwd=ROOT,
        env={**kept_environment(), **town.variables},
        check=True,
    )
    town.start("uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error")
    town.worker(TICK_SECONDS="10")
    town.beat(TICK_SECONDS="10")
    wait_until(lambda: answers(port))

    for people in walking(chromium, site, {}):
        quarter.live(people)
    town.wait_until_all_sent()

    mails = town.mails()
    tell(f"{len(mails)} mails, {duplicates(mails)} twice, {town.count('dead')} undelivered")
    assert len(mails) == town.count("sent")
    assert (duplicates(mails), town.count("dead")) == (0, 0)
