"""`make run`: prepares the database, serves Afterword, and stops without leaving anything."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from scripts import ports
from scripts.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parent.parent
DEMO_SIGN_INS = ["lead", "responder", "manager", "owner", "viewer", "admin", "outsider"]


def main() -> int:
    host, port = ports.address()
    if reason := ports.reason_against(host, port):
        print(reason, file=sys.stderr)
        return 1
    demo = choose_environment(host, port)
    try:
        prepared = subprocess.run([sys.executable, "-m", "config.prepare"], cwd=ROOT, check=False)
    except KeyboardInterrupt:
        return 0
    if prepared.returncode:
        return 1
    announcement = welcome(demo=demo)
    # It holds ticks alone, and those of yesterday are of no use.
    shutil.rmtree(Path(os.environ["DATA_DIR"]) / "broker", ignore_errors=True)
    web = Child("The web server", web_command(host, port))
    worker = Child("The worker", worker_command())
    Supervisor([web, worker], announce=lambda: announce(host, port, announcement)).run()
    print("Stopped.", flush=True)
    return 0


def choose_environment(host: str, port: int) -> bool:
    """Fill in what the environment leaves open; whether this is the demo."""
    demo = os.environ.setdefault("DEMO", "1").lower() not in {"0", "false", "no", "off"}
    data_dir = Path(os.environ.get("DATA_DIR") or default_data_dir(demo=demo)).absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("SITE_URL", f"http://{shown(host)}:{port}")
    if not os.environ.get("SECRET_KEY") and not os.environ.get("SECRET_KEY_FILE"):
        keep_secret_key(data_dir / "secret_key")
    return demo


def default_data_dir(*, demo: bool) -> Path:
    """`var`, unless the demo lives there already and this is not the demo."""
    var = ROOT / "var"
    return var / "site" if not demo and (var / "demo").exists() else var


def keep_secret_key(path: Path) -> None:
    """Write a key that only this user can read, once; the settings find it there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))


def web_command(host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "config.asgi:application"),
        *("--host", host, "--port", str(port)),
        *("--timeout-graceful-shutdown", "3", "--lifespan", "off"),
        *("--log-level", "warning", "--no-server-header"),
    ]


def worker_command() -> list[str]:
    """Sends what is due: the beat that ticks and the process that sweeps, in one."""
    return [
        *(sys.executable, "-m", "celery", "-q", "-A", "config", "worker"),
        *("-B", "-P", "prefork", "-c", "1", "--loglevel", "warning"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def welcome(*, demo: bool) -> str:
    """What to tell whoever started Afterword once it answers."""
    address = os.environ["SITE_URL"]
    if not demo:
        command = f"DATA_DIR={os.environ['DATA_DIR']} .venv/bin/python manage.py createsuperuser"
        return (
            f"\nAfterword is at {address} (Ctrl-C stops it).\n"
            f"Create the first administrator in another terminal:\n  {command}\n"
            "Then sign in, start a team under Teams, and invite its people.\n"
        )
    people = "\n".join(f"  {name}@example.com" for name in DEMO_SIGN_INS)
    return (
        f"\nAfterword's demo is at {address} (Ctrl-C stops it).\n"
        f"Sign in with the password demo as one of\n{people}\n"
        f"Its mails arrive at {address}/mailbox/, where the clock can jump ahead.\n"
    )


def announce(host: str, port: int, text: str) -> bool:
    """Say it once the server listens; whether it does."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as caller:
        caller.settimeout(1)
        if caller.connect_ex((host, port)):
            return False
    print(text, flush=True)
    return True


def shown(host: str) -> str:
    """The host as it stands in an address."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104  the environment's choice, not ours
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
