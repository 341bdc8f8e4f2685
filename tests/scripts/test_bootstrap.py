import ast
import json
import re
from pathlib import Path

import pytest

from scripts import bootstrap

ROOT = bootstrap.ROOT
VERSIONS = [(3, 6), (3, 8), (3, 10, 13)]


@pytest.mark.parametrize("version", VERSIONS)
def test_somebody_with_an_old_python_reads_a_sentence(version: tuple[int, ...]) -> None:
    with pytest.raises(bootstrap.CannotSetUp, match=r"Python 3\.11 or newer and this is 3"):
        bootstrap.refuse_old_python(version)


def test_python_3_11_is_new_enough() -> None:
    bootstrap.refuse_old_python((3, 11))


@pytest.mark.parametrize("name", ["__init__", "bootstrap", "ports"])
def test_an_old_python_can_read_what_tells_it_so(name: str) -> None:
    source = (ROOT / "scripts" / f"{name}.py").read_text()

    ast.parse(source, feature_version=(3, 6))

    assert not re.search(r"^from __future__|:=|^def .*->", source, re.MULTILINE)


def test_somebody_without_the_venv_module_reads_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(bootstrap.CannotSetUp, match="apt-get install python3-venv"):
        bootstrap.make_venv(tmp_path / ".venv")


def test_somebody_without_a_network_reads_what_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = set_up_by_hand(tmp_path)
    bootstrap.python_of(venv).write_text("#!/bin/sh\necho No route to the packages.\nexit 1\n")
    bootstrap.python_of(venv).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(bootstrap.CannotSetUp, match=r"\(No route to the packages\): check the"):
        bootstrap.install(venv, tmp_path / "requirements" / "base.txt")


def set_up_by_hand(root: Path) -> Path:
    """Locks, and a .venv that is no more than its Python's file."""
    (root / "requirements").mkdir()
    for name in ("base", "dev"):
        (root / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    python = bootstrap.python_of(root / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    return root / ".venv"


def complete(root: Path, lock: str) -> None:
    wanted = bootstrap.fingerprints(root, lock)
    bootstrap.stamp_file(root / ".venv").write_text(json.dumps(wanted))


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks that were installed; nothing is downloaded."""
    names: list[str] = []
    monkeypatch.setattr(bootstrap, "make_venv", lambda _venv: None)
    monkeypatch.setattr(bootstrap, "install", lambda _venv, lock: names.append(lock.name))
    return names


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_nothing_happens_when_nothing_changed(
    tmp_path: Path, installed: list[str], lock: str
) -> None:
    set_up_by_hand(tmp_path)
    complete(tmp_path, "dev")

    bootstrap.set_up(tmp_path, lock)

    assert installed == []


def test_tests_need_more_than_running(tmp_path: Path, installed: list[str]) -> None:
    set_up_by_hand(tmp_path)
    complete(tmp_path, "base")

    bootstrap.set_up(tmp_path, "dev")
    bootstrap.set_up(tmp_path, "dev")
    bootstrap.set_up(tmp_path, "base")

    assert installed == ["dev.txt"]


def test_a_changed_lock_is_installed(tmp_path: Path, installed: list[str]) -> None:
    set_up_by_hand(tmp_path)
    complete(tmp_path, "base")
    (tmp_path / "requirements" / "base.txt").write_text("# newer\n")

    bootstrap.set_up(tmp_path, "base")

    assert installed == ["base.txt"]


def test_a_set_up_that_was_interrupted_starts_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_venv: Path, _lock: Path) -> None:
        raise KeyboardInterrupt

    venv = set_up_by_hand(tmp_path)
    complete(tmp_path, "base")
    monkeypatch.setattr(bootstrap, "install", interrupt)

    with pytest.raises(KeyboardInterrupt):
        bootstrap.set_up(tmp_path, "dev")

    assert bootstrap.stamp(venv) == {}


def test_the_locks_name_no_address_and_the_larger_holds_the_smaller() -> None:
    base, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("base", "dev"))

    assert "://" not in base + dev
    assert set(re.findall(r"^\S+==\S+", base, re.MULTILINE)) <= set(
        re.findall(r"^\S+==\S+", dev, re.MULTILINE)
    )
    assert "--hash=sha256:" in base
