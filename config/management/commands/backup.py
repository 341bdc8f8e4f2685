"""Writes a backup of the running site."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config import backups
from config.backups.manifest import BackupError
from postmortems import clock


class Command(BaseCommand):
    help = "Write the database and the attachments into one tar FILE, which is replaced when whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = backups.write(path, at=clock.now())
        except (BackupError, DatabaseError, sqlite3.Error) as reason:
            raise CommandError(str(reason)) from None
        except OSError as problem:
            raise CommandError(f"{path} was not written: {problem.strerror}.") from None
        found = ", ".join(f"{count} {words}" for words, count in manifest.counts.items())
        self.stdout.write(f"{path}: {found}, {len(manifest.parts) - 1} attachments.")
