"""What is no whole backup of this site is refused before anything is touched."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.backups import postgresql
from config.backups.manifest import BackupError
from tests.own_sites import OwnSite

Edit = Callable[[dict[str, bytes]], None]


def written_anew(path: Path, edit: Edit) -> None:
    """The same tar file with other parts."""
    with tarfile.open(path) as tar:
        parts = {each.name: tar.extractfile(each).read() for each in tar}  # type: ignore[union-attr]
    edit(parts)
    with tarfile.open(path, "w") as tar:
        for name, content in parts.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))


def in_manifest(**values: Any) -> Edit:
    def edit(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()

    return edit


def without(name: str) -> Edit:
    def edit(parts: dict[str, bytes]) -> None:
        del parts[name]

    return edit


def damaged(parts: dict[str, bytes]) -> None:
    parts["attachments/seen.png"] = b"p" + parts["attachments/seen.png"][:-1]


def escaping(parts: dict[str, bytes]) -> None:
    parts["../../escaped"] = b"x"
    manifest = json.loads(parts.pop("manifest.json"))
    manifest["parts"]["../../escaped"] = "0" * 64
    parts["manifest.json"] = json.dumps(manifest).encode()


REFUSALS: dict[str, tuple[Edit, str]] = {
    "damaged": (damaged, "The backup is damaged: attachments/seen.png is not what was written."),
    "a part gone": (without("database"), "The backup lacks database."),
    "no manifest": (without("manifest.json"), "has no manifest"),
    "newer format": (in_manifest(format=2), "has format 2; this Afterword reads 1: update it."),
    "newer code": (in_manifest(migrations=["postmortems.9999_later"]), "by a newer Afterword"),
    "other engine": (in_manifest(engine="oracle"), "The backup is of oracle, and this site"),
    "odd manifest": (in_manifest(colour="blue"), "The backup's manifest cannot be read."),
    "escaping": (escaping, "would write outside of its folder: ../../escaped."),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_bad_backup_is_refused_and_nothing_changes(
    case: str, site: OwnSite, backup: Path
) -> None:
    edit, sentence = REFUSALS[case]
    before = site.facts()
    written_anew(backup, edit)

    done = site.manage("restore", str(backup), "--replace")

    assert done.returncode == 1
    assert sentence in done.stderr
    assert site.facts() == before
    assert site.ask("SELECT count(*) FROM notifications_control WHERE sending_paused") == [0]


@pytest.mark.parametrize("share", [0, 0.4, 0.8])
def test_a_backup_that_was_cut_off_is_refused(share: float, site: OwnSite, backup: Path) -> None:
    before = site.facts()
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])

    done = site.manage("restore", str(backup), "--replace")

    assert done.returncode == 1
    assert "whole" in done.stderr
    assert site.facts() == before


def test_a_missing_tool_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "HOMES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError, match="pg_dump is not installed here: install PostgreSQL"):
        postgresql.binary("pg_dump")


def test_the_newest_tool_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "HOMES", tmp_path)
    for version in ("9.6", "17", "15"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "pg_dump").touch()

    assert postgresql.binary("pg_dump") == str(tmp_path / "17" / "bin" / "pg_dump")
