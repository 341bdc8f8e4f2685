"""Real processes on real ports: nothing else shows that nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts import ports, servers

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 10.0
# A supervisor of three: one that serves, one that tells its process id and sleeps, and one that
# dies by itself and leaves a child of its own.
PROGRAM = """
import sys
from scripts.supervisor import Child, Supervisor
sleeper = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(600)"
Supervisor([
    Child("The server", [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[1]]),
    Child("The sleeper", [sys.executable, "-c", sleeper, sys.argv[2]]),
    Child("The parent", ["sh", "-c", "sleep 600 & echo $! >> " + sys.argv[2] + ".children; exit 1"]),
]).run()
"""


class Supervised:
    """A running supervisor, its port, and the process ids that its sleeper has had."""

    def __init__(self, folder: Path) -> None:
        self.port = servers.free_port()
        self.told = folder / "told"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.port), str(self.told)], cwd=ROOT
        )
        wait_until(lambda: self.sleepers() != [])
        wait_until(self.is_serving)

    def sleepers(self) -> list[int]:
        return [int(word) for word in self.told.read_text().split()] if self.told.exists() else []

    def is_serving(self) -> bool:
        return ports.reason_against("127.0.0.1", self.port) != ""

    def has_left_nothing(self) -> bool:
        return not self.is_serving() and not any(map(is_running, self.sleepers()))


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(") ")[2][0] != "Z"


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.05)


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_asked_to_stop_leaves_nothing_and_is_no_failure(
    supervised: Supervised, number: signal.Signals
) -> None:
    supervised.process.send_signal(number)

    assert supervised.process.wait(timeout=PATIENCE) == 0
    assert supervised.has_left_nothing()


def test_a_killed_supervisor_leaves_nothing(supervised: Supervised) -> None:
    supervised.process.kill()
    supervised.process.wait()

    wait_until(supervised.has_left_nothing)


def test_what_a_dead_child_has_left_is_ended(supervised: Supervised) -> None:
    told = supervised.told.with_name("told.children")
    wait_until(lambda: told.exists() and len(told.read_text().split()) > 1)

    left = [int(word) for word in told.read_text().split()]

    wait_until(lambda: not is_running(left[0]))


def test_a_child_that_dies_is_started_again(supervised: Supervised) -> None:
    (first,) = supervised.sleepers()

    os.kill(first, signal.SIGKILL)

    wait_until(lambda: len(supervised.sleepers()) > 1)
    assert is_running(supervised.sleepers()[-1])
    assert supervised.is_serving()
