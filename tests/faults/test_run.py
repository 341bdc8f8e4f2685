"""F18: `make run` keeps its processes, and leaves none."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from scripts import ports, servers
from tests.faults.town import wait_until
from tests.scripts.test_run import WORKERS, beats_of, workers_of
from tests.sites import read_until, running


def test_f18_the_supervisor(tmp_path: Path, tell: Callable[[str], None]) -> None:
    """F18: worker SIGKILLed; supervisor SIGKILLed; port busy; Ctrl-C"""
    port = servers.free_port()
    variables = {"TICK_SECONDS": "1", "DEMO": "1", "PORT": str(port)}

    restarted, ended = killed(tmp_path, variables)
    assert ports.reason_against("127.0.0.1", port) == ""
    lines, busy = refused(tmp_path, variables, port)
    stopped = interrupted(tmp_path, variables)

    tell(
        f"restarted in {restarted:.1f} s; 0 left {ended:.1f} s after the supervisor's death;"
        f" busy port: {lines} line, status {busy}; Ctrl-C: status {stopped}"
    )
    assert restarted <= 5
    assert ended <= 6
    assert (lines, busy, stopped) == (1, 1, 0)
    assert not workers_of(tmp_path)


def killed(folder: Path, variables: dict[str, str]) -> tuple[float, float]:
    """The seconds until a killed worker is there again, and until a killed site is gone."""
    with running(folder, **variables) as process:
        read_until(process, "/mailbox/")
        wait_until(lambda: beats_of(folder) != "")
        os.kill(min(workers_of(folder)), signal.SIGKILL)
        read_until(process, "starting it again")
        restarted = wait_until(lambda: len(workers_of(folder)) == WORKERS)
        process.kill()
        process.wait()
        return restarted, wait_until(lambda: not workers_of(folder))


def refused(folder: Path, variables: dict[str, str], port: int) -> tuple[int, int]:
    """How many lines a busy port is told in, and the status."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with running(folder, **variables) as process:
            said, _ = process.communicate(timeout=60)
            return said.count("\n"), process.returncode


def interrupted(folder: Path, variables: dict[str, str]) -> int:
    """The status after Ctrl-C."""
    with running(folder, **variables) as process:
        read_until(process, "/mailbox/")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        return process.returncode
