"""`make faults`: workers, brokers, databases and mail servers die, and nothing is lost."""

import signal
import sys

from scripts import servers
from scripts.test import missing, must_be_real, run_pytest

FAULTS = ["-m", "faults", "-n", "2", "-p", "no:randomly", "tests/faults"]


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with servers.own_postgres(), servers.redis():
            pass
    except servers.NoServer as reason:
        missing(f"no fault was tried: {reason}")
        return 1 if must_be_real() else 0
    return run_pytest([*FAULTS, *arguments], {"DATABASE_URL": "", "EXPECT_VENDOR": "sqlite"})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
