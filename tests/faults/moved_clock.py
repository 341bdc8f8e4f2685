"""Runs a module in a process whose clock is moved, as Python sees it.

`python -m tests.faults.moved_clock SECONDS MODULE ARGUMENTS…` moves it from the start, and an hour
back on each SIGUSR1. The machine's own clock stays: time_machine moves what `time` and `datetime`
tell; sleeping takes as long as it does.
"""

import runpy
import signal
import sys
import time
from datetime import timedelta

import time_machine
from django.utils import timezone


def main(seconds: str, module: str, *arguments: str) -> None:
    start = timezone.now() + timedelta(seconds=float(seconds))
    with time_machine.travel(start, tick=True) as traveller:
        # Setting out takes a moment, and a tick that is late by that much has expired.
        behind = time_machine.escape_hatch.time.time() + float(seconds) - time.time()
        traveller.shift(behind)
        signal.signal(signal.SIGUSR1, lambda *_: traveller.shift(timedelta(hours=-1)))
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
