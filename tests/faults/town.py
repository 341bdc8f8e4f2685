"""A small town for faults: real servers, real processes, and the log of what was mailed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from scripts import servers
from scripts.supervisor import die_with

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120.0
WORKER = ("celery", "-q", "-A", "config", "worker", "-P", "prefork", "-c", "1")
QUIET = ("--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat")
BEAT = ("celery", "-q", "-A", "config", "beat", "--loglevel", "error", "--pidfile=")


@dataclass
class Town:
    """One database, one mail server, and whatever processes a test starts among them."""

    folder: Path
    variables: dict[str, str]
    database: servers.Server | None = None
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.variables["DATABASE_URL"]

    @property
    def log(self) -> Path:
        return self.folder / "mails"

    def start(self, *module: str, **variables: str) -> subprocess.Popen[str]:
        """A Python module in a process group of its own."""
        parent = os.getpid()
        with (self.folder / "said").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**kept_environment(), **self.variables, **variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
                preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  no thread runs here
            )
        self.processes.append(process)
        return process

    def worker(self, name: str = "one", **variables: str) -> subprocess.Popen[str]:
        return self.start(*WORKER, *QUIET, "-n", f"{name}@%h", **variables)

    def beat(self, **variables: str) -> subprocess.Popen[str]:
        return self.start(*BEAT, "-s", str(self.folder / "schedule"), **variables)

    def sink(self, *, pause: float = 0.0) -> None:
        """A mail server that takes so long over each mail."""
        port = int(self.variables["EMAIL_PORT"])
        self.log.touch()
        self.start("tests.sink", str(port), str(self.log), str(pause))
        wait_until(lambda: answers(port))

    def work(self, *command: str) -> str:
        """Let `tests.faults.work` do something, and wait for it; what it told."""
        process = self.start("tests.faults.work", *command)
        told, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, (self.folder / "said").read_text()[-2000:]
        return told.strip()

    def work_together(self, *commands: tuple[str, ...]) -> list[str]:
        """Several at once, none before all are ready; what each told."""
        running = [self.start("tests.faults.work", *command) for command in commands]
        for process in running:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        return [process.communicate(timeout=PATIENCE)[0] for process in running]

    def mails(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(line.split()[1] for line in self.lines() if "@" in line)

    def lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def count(self, state: str) -> int:
        """How many mails are in that state."""
        rows = self.query("SELECT state FROM notifications_email")
        return rows.count((state,))

    def wait_until_all_sent(self) -> None:
        wait_until(lambda: self.count("pending") == 0)

    def end(self) -> None:
        for process in self.processes:
            kill(process)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


def kill(process: subprocess.Popen[str]) -> None:
    """The process and whatever it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def duplicates(mails: Counter[str]) -> int:
    return sum(mails.values()) - len(mails)


def wait_until(is_so: Callable[[], bool], *, patience: float = PATIENCE) -> float:
    """Wait for it; how many seconds that took."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() < started + patience, "It did not happen in time."
        time.sleep(0.1)
    return time.monotonic() - started


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def is_up(url: str) -> bool:
    """A PostgreSQL listens before it takes anybody in."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def kept_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def environment(folder: Path, database_url: str, redis_url: str = "") -> dict[str, str]:
    """A site in production as far as it matters here, whose clock ticks every second."""
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "".join(chr(48 + number) for number in range(70)),
        "ALLOWED_HOSTS": "testserver",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(servers.free_port()),
        "TICK_SECONDS": "1",
        "LEASE_SECONDS": "5",
    }


def prepare(variables: dict[str, str]) -> None:
    """An empty database with every table."""
    for command in ("migrate", "createcachetable"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v", "0"],
            cwd=ROOT,
            env={**kept_environment(), **variables},
            check=True,
        )


@contextmanager
def copy_of(template: str, name: str) -> Iterator[str]:
    """The address of a database of its own, like the template; dropped afterwards."""
    server_url, _, like = template.rpartition("/")
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    yield f"{server_url}/{name}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
