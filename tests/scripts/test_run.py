import contextlib
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from config.guard import SHORTEST_KEY
from scripts import ports, run, servers
from tests.scripts.test_supervisor import wait_until
from tests.sites import ROOT, read_until, running


def test_a_busy_port_is_one_line_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with running(tmp_path / "none", PORT=str(port)) as process:
            said, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert said == f"{ports_sentence(port)}\n"
    assert not (tmp_path / "none").exists()


def ports_sentence(port: int) -> str:
    return (
        f"Port {port} on 127.0.0.1 is busy: stop what uses it, "
        "or choose another, as in PORT=8001 make run."
    )


def test_a_clean_site_starts_says_how_to_make_an_administrator_and_stops(tmp_path: Path) -> None:
    port = servers.free_port()

    with running(tmp_path, DEMO="0", PORT=str(port)) as process:
        said = read_until(process, "createsuperuser")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert "demo" not in page.read().decode().lower()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0

    assert f"http://127.0.0.1:{port}" in said
    assert ports.reason_against("127.0.0.1", port) == ""


def test_the_worker_sweeps_is_started_again_and_leaves_nothing(tmp_path: Path) -> None:
    port = servers.free_port()
    tick = {"TICK_SECONDS": "1", "DEMO": "1", "PORT": str(port)}
    (tmp_path / "broker" / "messages").mkdir(parents=True)
    (tmp_path / "broker" / "messages" / "yesterday").touch()

    with running(tmp_path, **tick) as process:
        said = read_until(process, "/mailbox/")
        assert f"http://127.0.0.1:{port}/mailbox/" in said
        first = beats_of(tmp_path)
        wait_until(lambda: beats_of(tmp_path) > first)
        for worker in workers_of(tmp_path):
            os.kill(worker, signal.SIGKILL)
        read_until(process, "The worker ended with -9; starting it again.")
        second = beats_of(tmp_path)
        wait_until(lambda: beats_of(tmp_path) > second)
        assert len(workers_of(tmp_path)) == WORKERS
        process.kill()
        process.wait()
        wait_until(lambda: not workers_of(tmp_path))

    assert not (tmp_path / "broker" / "messages" / "yesterday").exists()


# The worker, its one sweeping child, and its beat.
WORKERS = 3


def workers_of(folder: Path) -> list[int]:
    """The processes of Celery whose files are in this folder."""
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            is_ours = f"DATA_DIR={folder}\0" in (process / "environ").read_text(errors="replace")
            if is_ours and "celery" in (process / "cmdline").read_text():
                found.append(int(process.name))
    return found


def beats_of(folder: Path) -> str:
    """When the last sweep was, as it stands in the database; empty before the first."""
    with sqlite3.connect(folder / "afterword.sqlite3") as database:
        (beat,) = database.execute("SELECT max(at) FROM notifications_heartbeat").fetchone()
    return str(beat or "")


def test_the_demo_never_starts_among_real_people(tmp_path: Path) -> None:
    create_person(tmp_path)

    with running(tmp_path, DEMO="1", PORT=str(servers.free_port())) as process:
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "holds real people: start with DEMO=0" in said


def create_person(folder: Path) -> None:
    script = (
        "from django.core.management import call_command\n"
        "from accounts.models import User\n"
        "call_command('migrate', verbosity=0)\n"
        "User.objects.create_user('ada@corp.example', None, full_name='Ada')\n"
    )
    environment = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "DEMO": "1"}
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        cwd=ROOT,
        env=environment,
        check=True,
    )


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    run.keep_secret_key(path)
    first = path.read_text()
    run.keep_secret_key(path)

    assert path.read_text() == first
    assert len(first) >= SHORTEST_KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_clean_start_keeps_out_of_the_demos_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    assert run.default_data_dir(demo=False) == tmp_path / "var"

    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo").touch()

    assert run.default_data_dir(demo=True) == tmp_path / "var"
    assert run.default_data_dir(demo=False) == tmp_path / "var" / "site"
