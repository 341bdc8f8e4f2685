"""`make test`: the whole suite on SQLite, then on a real PostgreSQL, then in a real browser."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from scripts import servers

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
SUITE = ["-m", "not journeys and not bench and not faults", "-n", str(min(4, os.cpu_count() or 1))]
# They start sites of their own: the first pass is enough.
WITHOUT_DATABASE = ["--ignore", "tests/scripts"]
JOURNEYS = ["-m", "journeys"]
# Looking at every page with axe takes its time: `make faults` does.
EVERY_PAGE = "tests/journeys/test_accessibility.py"
NO_TESTS = 5
MISSING = -1


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    passes: dict[str, Callable[[list[str]], int]] = {
        "SQLite": on_sqlite,
        "PostgreSQL": on_postgres,
        "Browser": lambda given: in_browser(["--ignore", EVERY_PAGE, *given]),
    }
    said: list[str] = []
    failed = False
    for name, run in passes.items():
        print(f"\n== {name} ==", flush=True)
        started = time.monotonic()
        status = run(arguments)
        # Words given by hand may well choose tests of one pass only.
        is_fine = status in {0, MISSING} or (status == NO_TESTS and arguments)
        failed = failed or not is_fine or (status == MISSING and must_be_real())
        result = "SKIPPED" if status == MISSING else "passed" if is_fine else "FAILED"
        said.append(f"{name} {result} ({time.monotonic() - started:.0f} s)")
    print("\n" + ", ".join(said), flush=True)
    return 1 if failed else 0


def on_sqlite(arguments: list[str]) -> int:
    return run_pytest([*SUITE, *arguments], {"DATABASE_URL": "", "EXPECT_VENDOR": "sqlite"})


def on_postgres(arguments: list[str]) -> int:
    try:
        with servers.postgres() as url:
            variables = {"DATABASE_URL": url, "EXPECT_VENDOR": "postgresql", "CASES": "FEW"}
            return run_pytest([*SUITE, *WITHOUT_DATABASE, *arguments], variables)
    except servers.NoServer as reason:
        return missing(f"the suite did not run on PostgreSQL: {reason}")


def in_browser(arguments: list[str]) -> int:
    browser = find_browser()
    if not browser:
        return missing("no journey was walked: there is no Chromium (set CHROMIUM to its path).")
    variables = {
        "DATABASE_URL": "",
        "EXPECT_VENDOR": "sqlite",
        "CHROMIUM": browser,
        # Playwright's own event loop runs in the thread that asks the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    return run_pytest([*JOURNEYS, *arguments], variables)


def find_browser() -> str:
    """The path of a Chromium, or an empty string."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")


def run_pytest(arguments: list[str], variables: dict[str, str]) -> int:
    """The exit status of pytest; its files live in a folder of their own for as long as it runs."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    with tempfile.TemporaryDirectory(prefix="afterword-test-") as folder:
        environment = {**kept, "DATA_DIR": folder, **variables}
        command = [sys.executable, "-m", "pytest", *arguments]
        with subprocess.Popen(command, cwd=ROOT, env=environment) as pytest:
            return wait_for(pytest)


# What would lead tests to somebody's real database or key.
OURS = {"DATA_DIR", "DATABASE_URL", "DEBUG", "DEMO", "REDIS_URL", "SECRET_KEY", "SITE_URL"}


def wait_for(pytest: subprocess.Popen[bytes]) -> int:
    try:
        return pytest.wait()
    except BaseException:
        # Ctrl-C has reached pytest too: let it say its closing lines before the folder goes.
        pytest.terminate() if sys.exc_info()[0] is SystemExit else None
        pytest.wait()
        raise


def missing(reason: str) -> int:
    print(f"{'FAILED' if must_be_real() else 'SKIPPED'}: {reason}", flush=True)
    return MISSING


def must_be_real() -> bool:
    """Whether a missing server or browser is a failure, as in CI."""
    wanted = (os.environ.get(name, "").lower() for name in ("CI", "REQUIRE_REAL"))
    return any(value in {"1", "true", "yes", "on"} for value in wanted)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
