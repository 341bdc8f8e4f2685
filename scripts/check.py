"""`make check`: every tool that reads the code, one line each; what failed is shown below it."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]


def templates() -> list[str]:
    """djade takes files, not folders."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def tools() -> dict[str, list[str]]:
    return {
        "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        "ruff check": [str(BIN / "ruff"), "check", "--quiet", "."],
        "mypy": [str(BIN / "mypy")],
        "import-linter": [str(BIN / "lint-imports")],
        "djade": [str(BIN / "djade"), "--target-version", "5.2", "--check", *templates()],
        "djhtml": [str(BIN / "djhtml"), "--tabwidth", "2", "--check", "templates"],
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "linear migrations": [*MANAGE, "check", "--tag", "models"],
        "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    }


def main() -> int:
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="afterword-check-") as folder:
        environment = {**os.environ, **production(folder)}
        for name, command in tools().items():
            started = time.monotonic()
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            seconds = time.monotonic() - started
            print(
                f"{name:18} {'FAILED' if done.returncode else 'ok'} ({seconds:.1f} s)", flush=True
            )
            if done.returncode:
                failed.append(name)
                print(f"{done.stdout}{done.stderr}".rstrip(), flush=True)
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll is well.", flush=True)
    return 1 if failed else 0


def production(folder: str) -> dict[str, str]:
    """The environment of a real site, on which `check --deploy` has nothing to say."""
    return {
        "DATA_DIR": folder,
        "DATABASE_URL": "",
        "DEMO": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://postmortems.example.org",
        "ALLOWED_HOSTS": "postmortems.example.org",
    }


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
