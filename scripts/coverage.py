"""`make coverage`: which lines of code and of templates no test has been to."""

import os
import subprocess
import sys
import tempfile

from scripts.check import ROOT

TESTS = ["-m", "pytest", "-q", "-m", "not journeys and not bench and not faults"]


def main(arguments: list[str]) -> int:
    coverage = [sys.executable, "-m", "coverage"]
    with tempfile.TemporaryDirectory(prefix="afterword-coverage-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": "", "CASES": "FEW"}
        tested = subprocess.run(
            [*coverage, "run", *TESTS, *arguments], cwd=ROOT, env=environment, check=False
        )
    reported = subprocess.run([*coverage, "report"], cwd=ROOT, check=False)
    return tested.returncode or reported.returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
