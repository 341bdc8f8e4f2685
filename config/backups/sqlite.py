"""SQLite, through its backup interface: copying the file of a running site loses rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from config.backups import settling
from config.backups.manifest import BackupError, Manifest

PATIENCE = 20.0


class SQLite:
    def copy(self, to: Path, *, made_at: str) -> Manifest:
        with closing(connect(live())) as source, closing(connect(to)) as copy:
            source.backup(copy)
            # One file, whole without its log.
            copy.execute("PRAGMA journal_mode=DELETE")
            return Manifest.of(copy.execute, made_at=made_at)

    def restore(self, part: Path, values: dict[str, str]) -> None:
        with closing(connect(part)) as fresh:
            refuse_broken(fresh)
            with fresh:
                for statement in settling.STATEMENTS:
                    fresh.execute(statement, values)
            connection.close()
            with closing(connect(live())) as target:
                target.execute("PRAGMA journal_mode=WAL")
                # Pages, not rows: no trigger fires, and all triggers come along.
                fresh.backup(target)


def live() -> Path:
    return Path(connection.settings_dict["NAME"])


def connect(path: Path) -> sqlite3.Connection:
    """With Django's functions: the checks of the tables call them."""
    found = sqlite3.connect(path, timeout=PATIENCE)
    register(found)
    return found


def refuse_broken(copy: sqlite3.Connection) -> None:
    try:
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as problem:
        said = str(problem)
    if said != "ok":
        raise BackupError(f"The backup's database is broken: {said}.")
