"""Makes .venv from the hash-locked requirements, then hands over to the command asked for.

Must be readable by any Python 3, for it has to say that a Python is too old.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import ports

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
# What a command needs; the development lock holds everything of the other.
LOCKS = {
    "run": "base",
    "test": "dev",
    "check": "dev",
    "format": "dev",
    "coverage": "dev",
    "faults": "dev",
    "bench": "dev",
}


class CannotSetUp(Exception):
    """Says in one sentence what stands in the way, and what to do."""


def main(arguments):
    # type: (list[str]) -> int
    if not arguments or arguments[0] not in LOCKS:
        print("Usage: python3 -m scripts.bootstrap {}".format("|".join(LOCKS)), file=sys.stderr)
        return 2
    try:
        refuse_old_python(sys.version_info[:2])
        if arguments[0] == "run":
            refuse_busy_port()
        python = set_up(ROOT, LOCKS[arguments[0]])
    except (CannotSetUp, OSError, ValueError) as reason:
        print(f"Afterword cannot start here. {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    hand_over(str(python), arguments)
    return 0


def hand_over(python, arguments):
    # type: (str, list[str]) -> None
    """Become the command; its exit status is ours."""
    os.chdir(str(ROOT))
    os.execv(python, [python, "-m", f"scripts.{arguments[0]}", *arguments[1:]])


def refuse_old_python(version):
    # type: (tuple[int, ...]) -> None
    if tuple(version) < OLDEST:
        found = ".".join(map(str, version))
        raise CannotSetUp(
            f"It needs Python 3.11 or newer and this is {found}: "
            "name a newer one, as in make PYTHON=python3.12 run."
        )


def refuse_busy_port():
    # type: () -> None
    reason = ports.reason_against(*ports.address())
    if reason:
        raise CannotSetUp(reason)


def set_up(root, lock):
    # type: (Path, str) -> Path
    """Bring root/.venv up to the lock, if it is not; its Python."""
    venv = root / ".venv"
    wanted = fingerprints(root, lock)
    kept = stamp(venv)
    if not wanted.items() <= kept.items():
        if kept.get("python") != wanted["python"]:
            make_venv(venv)
        stamp_file(venv).unlink() if kept else None
        install(venv, root / "requirements" / (lock + ".txt"))
        # Last, so that a set-up that was interrupted starts over.
        stamp_file(venv).write_text(json.dumps(wanted), encoding="utf-8")
    return python_of(venv)


def fingerprints(root, lock):
    # type: (Path, str) -> dict[str, str]
    """What the stamp must say for .venv to be right for a lock."""
    names = ["base", "dev"] if lock == "dev" else ["base"]
    found = {name: digest(root / "requirements" / (name + ".txt")) for name in names}
    found["python"] = sys.version
    return found


def digest(path):
    # type: (Path) -> str
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stamp(venv):
    # type: (Path) -> dict[str, str]
    """What .venv was last completed for; empty when it never was."""
    if not python_of(venv).exists():
        return {}
    try:
        kept = json.loads(stamp_file(venv).read_text(encoding="utf-8"))  # type: dict[str, str]
    except (OSError, ValueError):
        return {}
    return kept


def stamp_file(venv):
    # type: (Path) -> Path
    return venv / "afterword-stamp.json"


def python_of(venv):
    # type: (Path) -> Path
    return venv / "bin" / "python"


def make_venv(venv):
    # type: (Path) -> None
    print("Making .venv …", file=sys.stderr)
    if venv.exists():
        shutil.rmtree(str(venv))
    if shutil.which("uv"):
        if not output_of_failure(["uv", "venv", "-q", "--python", sys.executable, str(venv)]):
            return
        shutil.rmtree(str(venv), ignore_errors=True)
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise CannotSetUp(
            "Python's venv module is missing: install it "
            "(on Debian and Ubuntu: apt-get install python3-venv) and try again."
        )
    failure = output_of_failure([sys.executable, "-m", "venv", str(venv)])
    if failure:
        raise CannotSetUp(
            f"Python could not make a virtual environment ({last_line(failure)}): "
            "install its venv module (on Debian and Ubuntu: apt-get install python3-venv)."
        )


def install(venv, lock):
    # type: (Path, Path) -> None
    """Install exactly what the lock names, each file checked against its hash."""
    print(f"Installing {lock.name} …", file=sys.stderr)
    locked = ["--require-hashes", "--only-binary", ":all:"]
    python = str(python_of(venv))
    failure = "uv is missing"
    if shutil.which("uv"):
        failure = output_of_failure(
            ["uv", "pip", "sync", "-q", "--python", python, *locked, str(lock)]
        )
    if failure and importlib.util.find_spec("ensurepip"):
        pip = [python, "-m", "pip", "--disable-pip-version-check", "--retries", "1"]
        failure = output_of_failure([python, "-m", "ensurepip"]) or output_of_failure(
            [*pip, "install", "-q", *locked, "-r", str(lock)]
        )
    if failure:
        raise CannotSetUp(
            f"The packages could not be installed ({last_line(failure)}): "
            "check the connection to the network and try again."
        )


def output_of_failure(command):
    # type: (list[str]) -> str
    """Run a command in silence; what it said if it failed, else an empty string."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return (done.stdout.strip() or "no reason given") if done.returncode else ""


def last_line(text):
    # type: (str) -> str
    return text.strip().splitlines()[-1].strip().rstrip(".")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
