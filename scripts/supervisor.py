"""Keeps child processes running, and leaves none behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

TICK = 0.1
STEADY_AFTER = 10.0
LONGEST_PAUSE = 30.0
# A worker finishes the sweep it is in, which takes up to twenty seconds.
PATIENCE = 30.0
PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child may not import.
LIBC = ctypes.CDLL(None)


@dataclass
class Child:
    """One process to keep alive, restarted after a pause that doubles while it keeps dying."""

    name: str
    command: Sequence[str]
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    restart_at: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self.started = time.monotonic()
        # Its own session: Ctrl-C reaches the supervisor alone, which stops everybody in order.
        self.running = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  no thread runs here
        )

    def tend(self) -> None:
        """Start the child if it is due; notice that it has ended."""
        if self.running is None:
            if time.monotonic() >= self.restart_at:
                self.start()
            return
        status = self.running.poll()
        if status is None:
            return
        self.kill_what_is_left()
        self.running = None
        if time.monotonic() - self.started > STEADY_AFTER:
            self.pause = 0.5
        print(f"{self.name} ended with {status}; starting it again.", flush=True)
        self.restart_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_stop(self) -> None:
        """The child alone: it sees to whatever it started, which may be in the middle of a mail."""
        if self.running and self.running.poll() is None:
            self.running.terminate()

    def kill_what_is_left(self) -> None:
        """The child and whatever it started; nothing happens where they have ended."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)

    def wait(self, *, until: float) -> None:
        """Wait for the child's end; past `until` (monotonic seconds) it is killed."""
        if not self.running:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.running.wait(timeout=max(0.0, until - time.monotonic()))
        self.kill_what_is_left()
        self.running.wait()


def die_with(parent: int) -> None:
    """In the child, before its program: the kernel kills it when the supervisor dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


@dataclass
class Supervisor:
    """Runs children until it is asked to stop (Ctrl-C, SIGTERM, a closed terminal)."""

    children: list[Child]
    # Called once, as soon as it returns True.
    announce: Callable[[], bool] = lambda: True
    stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        announced = False
        try:
            while not self.stopping:
                for child in self.children:
                    child.tend()
                announced = announced or self.announce()
                time.sleep(TICK)
        finally:
            self.end_children()

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def end_children(self) -> None:
        """All are asked at once, so that the slowest alone sets the time it takes."""
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + PATIENCE
        for child in self.children:
            child.wait(until=until)
