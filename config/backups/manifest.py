"""What a backup says of itself, and why one is refused."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.db import connection
from django.db.migrations.loader import MigrationLoader

FORMAT = 1
DATABASE = "database"
MANIFEST = "manifest.json"
COUNTED = {
    "people": "accounts_user",
    "postmortems": "postmortems_postmortem",
    "changes": "postmortems_change",
    "signatures": "postmortems_signature",
    "mails": "notifications_email",
    "notices": "notifications_notice",
}

# Answers a query on the very state of the database that the copy holds.
Ask = Callable[[str], Iterable[tuple[Any, ...]]]


class BackupError(Exception):
    """Says in one sentence why there is no backup, or no restoring it."""


@dataclass(frozen=True)
class Manifest:
    """`parts` has the SHA-256 of every other member of the tar file, by name."""

    made_at: str
    engine: str
    epoch: str
    migrations: list[str]
    counts: dict[str, int]
    parts: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def of(cls, ask: Ask, *, made_at: str) -> Self:
        """Of the state that `ask` answers from; its parts are not known yet."""
        epochs = [str(row[0]) for row in ask("SELECT epoch FROM notifications_control")]
        applied = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
        return cls(
            made_at=made_at,
            engine=connection.vendor,
            epoch=epochs[0] if epochs else "",
            migrations=[f"{app}.{name}" for app, name in applied],
            counts={
                words: next(iter(ask(f"SELECT count(*) FROM {table}")))[0]  # noqa: S608  ours
                for words, table in COUNTED.items()
            },
        )

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Raises BackupError for one that this version does not understand."""
        try:
            values = json.loads(text)
            number = int(values["format"])
            if number > FORMAT:
                raise BackupError(
                    f"The backup has format {number}; this Afterword reads {FORMAT}: update it."
                )
            return cls(**values)
        except (ValueError, TypeError, KeyError):
            raise BackupError("The backup's manifest cannot be read.") from None

    def text(self) -> bytes:
        return json.dumps(asdict(self), indent=2).encode()

    def refuse_elsewhere(self) -> None:
        """A backup goes back to the same engine, and to code that knows all its migrations."""
        if self.engine != connection.vendor:
            raise BackupError(
                f"The backup is of {self.engine}, and this site runs on {connection.vendor}."
            )
        known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        unknown = set(self.migrations) - {f"{app}.{name}" for app, name in known}
        if unknown:
            raise BackupError(
                f"The backup was made by a newer Afterword (it has {min(unknown)}): update this one."
            )
