"""The two databases, each copied and put back by its own means."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from config.backups.manifest import Manifest
from config.backups.postgresql import PostgreSQL
from config.backups.sqlite import SQLite


class Engine(Protocol):
    def copy(self, to: Path, *, made_at: str) -> Manifest:
        """Write a consistent copy: every row that was committed before the call is in it."""

    def restore(self, part: Path, values: dict[str, str]) -> None:
        """Put the copy in the place of all there is, settled with `values`, in one transaction."""


def current() -> Engine:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
