"""A site with a database and a folder of its own: what restoring or breaking leaves stays there."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-key-of-a-test-that-is-long-enough-for-production"
TABLES = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
"""


@dataclass(frozen=True)
class OwnSite:
    folder: Path
    url: str = ""

    @property
    def variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {"DATA_DIR": str(self.folder), "DATABASE_URL": self.url, "SECRET_KEY": KEY}
        return {**kept, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, script: str) -> str:
        """What the script prints, with the site's models at hand."""
        done = self.manage("shell", "-v", "0", "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ask(self, sql: str) -> list[Any]:
        """The first column of what the database answers."""
        if self.url:
            with psycopg.connect(self.url) as server:
                return [row[0] for row in server.execute(sql.encode()).fetchall()]
        with closing(sqlite3.connect(self.folder / "afterword.sqlite3")) as file:
            return [row[0] for row in file.execute(sql)]

    def facts(self) -> dict[str, Any]:
        """How many there are of what a backup counts, and every attachment's length."""
        folder = self.folder / "attachments"
        return {
            **{table: self.ask(f"SELECT count(*) FROM {table}")[0] for table in COUNTED},  # noqa: S608
            "attachments": {path.name: path.stat().st_size for path in sorted(folder.glob("*"))},
        }

    def manifest(self, backup: Path) -> dict[str, Any]:
        done = subprocess.run(
            ["tar", "--extract", "--to-stdout", "--file", str(backup), "manifest.json"],  # noqa: S607
            capture_output=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found


COUNTED = (
    *("accounts_user", "postmortems_postmortem", "postmortems_change"),
    *("postmortems_signature", "notifications_email", "notifications_notice"),
)


@contextmanager
def own_site(folder: Path, like: OwnSite | None = None) -> Iterator[OwnSite]:
    """An empty site, or one like another, on the engine that the suite runs on."""
    if like:
        shutil.copytree(like.folder, folder)
    folder.mkdir(parents=True, exist_ok=True)
    if connection.vendor != "postgresql":
        yield OwnSite(folder)
        return
    name = f"afterword_own_{uuid4().hex[:12]}"
    template = f" TEMPLATE {like.url.rpartition('/')[2]}" if like else ""
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{template}".encode())
        try:
            yield OwnSite(folder, server_url(name))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def server_url(database: str) -> str:
    """The address of another database on the server that the suite runs on."""
    given = connection.settings_dict
    password = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{quote(given['USER'])}{password}@{given['HOST']}{port}/{database}"
