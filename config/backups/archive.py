"""The tar file: written whole or not at all, read only when every part is what it was."""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from django.conf import settings
from django.core.files.storage import default_storage

from config.backups import engines
from config.backups.manifest import DATABASE, MANIFEST, BackupError, Manifest

ATTACHMENTS = "attachments/"
PIECE = 1024 * 1024


class Hashing:
    """A file that knows the SHA-256 of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def write(path: Path, *, at: datetime) -> Manifest:
    """Back up the running site into `path`, which is replaced once the new file is whole.

    Raises BackupError, and OSError where the disk does.
    """
    with TemporaryDirectory(prefix="backup-", dir=settings.DATA_DIR) as folder:
        database = Path(folder) / DATABASE
        # The database first: what its rows name was on the disk before they were.
        manifest = engines.current().copy(database, made_at=at.isoformat())
        with growing(path) as file, tarfile.open(fileobj=file, mode="w") as tar:
            parts = {DATABASE: add(tar, DATABASE, database)}
            for name, attachment in attachments():
                parts[name] = add(tar, name, attachment)
            whole = replace(manifest, parts=parts)
            add_text(tar, MANIFEST, whole.text())
    return whole


@contextmanager
def growing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path`, for nobody else's eyes, that takes its name when it is on the disk."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def attachments_folder() -> Path:
    return Path(default_storage.path(""))


def attachments() -> Iterator[tuple[str, Path]]:
    """Every attachment and its name in the tar file."""
    folder = attachments_folder()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{ATTACHMENTS}{path.relative_to(folder).as_posix()}", path


def add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Put the file into the tar file; the SHA-256 of what went in."""
    with path.open("rb") as file:
        hashing = Hashing(file)
        about = tarfile.TarInfo(name)
        about.size = os.fstat(file.fileno()).st_size
        tar.addfile(about, cast("IO[bytes]", hashing))
        return hashing.digest.hexdigest()


def add_text(tar: tarfile.TarFile, name: str, text: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(text)
    tar.addfile(about, BytesIO(text))


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """The tar file; BackupError, wherever in it we are, if it is none or not whole."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError):
        raise BackupError(f"{path} is not a whole backup.") from None


def manifest_of(tar: tarfile.TarFile) -> Manifest:
    """The manifest is written last: where it is missing, the writing was cut off."""
    members = tar.getmembers()
    if not members or members[-1].name != MANIFEST:
        raise BackupError("The backup has no manifest: it is not whole.")
    return Manifest.read(content(tar, MANIFEST).read())


def unpack(tar: tarfile.TarFile, manifest: Manifest, folder: Path) -> None:
    """Write every part below `folder`, and refuse them all if one is not what it was."""
    for name, sha256 in manifest.parts.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise BackupError(f"The backup would write outside of its folder: {name}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        source = Hashing(content(tar, name))
        with path.open("wb") as file:
            while piece := source.read(PIECE):
                file.write(piece)
        if source.digest.hexdigest() != sha256:
            raise BackupError(f"The backup is damaged: {name} is not what was written.")


def content(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupError(f"The backup lacks {name}.")
    return found
