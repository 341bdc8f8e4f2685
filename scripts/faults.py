"""`make faults`: workers, brokers, databases and mail servers die, and nothing is lost.

What takes long besides: many random lives, many timings, all cases, axe on every page.
"""

import signal
import sys

from scripts import servers
from scripts.test import (
    EVERY_PAGE,
    MISSING,
    NO_TESTS,
    find_browser,
    in_browser,
    missing,
    must_be_real,
    run_pytest,
)

# What the suite tries a few times, many times on both databases.
LONG = ["-n", "2", "tests/postmortems/test_at_once.py", "tests/notifications/test_lives.py"]
MANY = {"TIMINGS": "100", "HISTORIES": "200", "CASES": "ALL"}
# What no database sees is tried in full once.
PURE = ["tests/postmortems/editing", "tests/postmortems/formats", "tests/postmortems/forms"]
FAULTS = ["-m", "faults", "-n", "2", "-p", "no:randomly", "tests/faults"]


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with servers.own_postgres(), servers.redis():
            pass
    except servers.NoServer as reason:
        missing(f"no fault was tried: {reason}")
        return 1 if must_be_real() else 0
    on_sqlite = {"DATABASE_URL": "", "EXPECT_VENDOR": "sqlite"}
    statuses = [
        run_pytest([*FAULTS, *arguments], on_sqlite | {"CHROMIUM": find_browser()}),
        run_pytest([*LONG, *PURE, *arguments], on_sqlite | MANY),
    ]
    with servers.postgres() as url:
        on_postgres = {"DATABASE_URL": url, "EXPECT_VENDOR": "postgresql"}
        statuses.append(run_pytest([*LONG, *arguments], on_postgres | MANY))
    statuses.append(in_browser([EVERY_PAGE, *arguments]))
    allowed = {0} | ({NO_TESTS} if arguments else set()) | (set() if must_be_real() else {MISSING})
    return 0 if allowed.issuperset(statuses) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
