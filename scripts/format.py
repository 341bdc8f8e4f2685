"""`make format`: mends what `make check` can say no to without anybody's judgement."""

import subprocess
import sys

from scripts.check import BIN, ROOT, templates

FIXERS = [
    ["ruff", "check", "--fix-only", "--quiet", "."],
    ["ruff", "format", "--quiet", "."],
    ["djade", "--target-version", "5.2", *templates()],
    ["djhtml", "--tabwidth", "2", "templates"],
]


def main() -> int:
    for name, *arguments in FIXERS:
        # djade and djhtml end with 1 when they have changed a file: that is no failure.
        subprocess.run([BIN / name, *arguments], cwd=ROOT, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
