"""Brings a site back from its backup, with sending paused."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils.dateparse import parse_datetime

from accounts.models import User
from config.backups import archive, engines, settling
from config.backups.manifest import DATABASE, BackupError, Manifest
from notifications import restoration


def restore(path: Path, *, replace: bool, at: datetime) -> Manifest:
    """Bring back all that the backup holds; nothing is touched before all of it was verified.

    Raises BackupError, and OSError where the disk does.
    """
    with (
        archive.opened(path) as tar,
        TemporaryDirectory(prefix="restore-", dir=settings.DATA_DIR) as name,
    ):
        folder = Path(name)
        manifest = archive.manifest_of(tar)
        manifest.refuse_elsewhere()
        refuse_overwriting(replace=replace)
        archive.unpack(tar, manifest, folder)
        # Their names are random and never used again: rows of now do not see those of then.
        move_in(folder / archive.ATTACHMENTS)
        values = settling.values(reason(manifest), at=at)
        engines.current().restore(folder / DATABASE, values)
    call_command("migrate", interactive=False, verbosity=0)
    cache.clear()
    restoration.remember_epoch()
    drop_strangers(manifest)
    return manifest


def refuse_overwriting(*, replace: bool) -> None:
    """People are the sign of a database that is in use."""
    is_made = User._meta.db_table in connection.introspection.table_names()
    if is_made and User.objects.exists() and not replace:
        raise BackupError("This site is not empty: --replace puts the backup in its place.")


def reason(manifest: Manifest) -> str:
    made_at = parse_datetime(manifest.made_at)
    when = f"{made_at:%-d %b %Y, %H:%M} UTC" if made_at else manifest.made_at
    return f"This database was restored from a backup of {when}."


def move_in(unpacked: Path) -> None:
    folder = archive.attachments_folder()
    for path in unpacked.rglob("*"):
        if path.is_file():
            place = folder / path.relative_to(unpacked)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)


def drop_strangers(manifest: Manifest) -> None:
    """Attachments that no row of the restored database can name."""
    for name, path in list(archive.attachments()):
        if name not in manifest.parts:
            path.unlink()
