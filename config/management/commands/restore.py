"""Brings a site back from a backup."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config import backups
from config.backups.manifest import BackupError
from postmortems import clock

NEXT = """Sending is paused. Say until when mail went out, and let it go on:
  manage.py reconcile_outbox --sent-before 2026-11-24T14:05Z --apply
  manage.py resume_sending"""


class Command(BaseCommand):
    help = "Bring back the database and the attachments from FILE, and pause sending."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="of a site that is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = backups.restore(path, replace=options["replace"], at=clock.now())
        except (BackupError, DatabaseError, sqlite3.Error) as reason:
            raise CommandError(str(reason)) from None
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}.") from None
        found = ", ".join(f"{count} {words}" for words, count in manifest.counts.items())
        self.stdout.write(f"Restored {found}, as they were at {manifest.made_at}.\n{NEXT}")
