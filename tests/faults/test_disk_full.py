"""F25: the disk takes no more. A save fails with a page, what was saved stays, readyz says so."""

import http.client
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from scripts.ports import reason_against
from scripts.servers import free_port
from tests.own_sites import ROOT, TABLES, OwnSite, own_site

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's disk is its own"),
]

TOKEN = "a" * 32
SIGNED_IN = (
    TABLES
    + """
from django.test import Client
from config.prepare import collect_static
from tests.factories import MembershipFactory
membership = MembershipFactory.create()
collect_static()
client = Client()
client.force_login(membership.user)
print(client.session.session_key, membership.team.pk)
"""
)
PATIENCE = 30.0
MOST_SAVES = 300


class Browser:
    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            headers = {"Cookie": self.cookies}
            if fields is not None:
                headers |= {"X-CSRFToken": TOKEN}
                headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(fields) if fields is not None else None
            line.request("POST" if body else "GET", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()


@contextmanager
def serving(site: OwnSite, *, most_bytes: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The site's web server, which may not let any file grow beyond so many bytes."""
    port = free_port()
    command = ["-m", "uvicorn", "config.asgi:application", "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, *command, "--lifespan", "off", "--log-level", "warning"],
        cwd=ROOT,
        env=site.variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
        try:
            until = time.monotonic() + PATIENCE
            while not reason_against("127.0.0.1", port):
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            yield server, port
        finally:
            server.kill()


def ready(browser: Browser) -> tuple[int, str]:
    status, text = browser.ask("/readyz")
    return status, json.loads(text)["checks"]["disk"]


def test_a_full_disk_fails_a_save_and_harms_nothing(tmp_path: Path) -> None:
    with own_site(tmp_path / "site") as site:
        session, team = site.run(SIGNED_IN).split()
        file = site.folder / "afterword.sqlite3"
        with serving(site, most_bytes=file.stat().st_size + 100_000) as (server, port):
            browser = Browser(port, session)
            fields = {"title": "Standstill", "team": team, "visibility": "organisation"}
            assert ready(browser) == (200, "ok")

            saved = 0
            while (answer := browser.ask("/postmortems/new/", fields))[0] == 302:
                saved += 1
                assert saved < MOST_SAVES

            assert answer[0] == 500
            assert "What was saved before is safe." in answer[1]
            assert ready(browser) == (503, "The database cannot be written: the disk refuses.")
            assert browser.ask("/postmortems/")[0] == 200
            assert_whole(file, saved)

            unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, unlimited)
            assert ready(browser) == (200, "ok")
            assert browser.ask("/postmortems/new/", fields)[0] == 302
        assert_whole(file, saved + 1)


def assert_whole(file: Path, saved: int) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.create_function("REGEXP", 2, lambda *_: True)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        counted = "SELECT (SELECT count(*) FROM postmortems_postmortem), count(*) FROM {}"
        for table in ("postmortems_impact", "postmortems_rootcause"):
            assert database.execute(counted.format(table)).fetchone() == (saved, saved)
