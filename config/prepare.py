"""Makes the database, the static files and the demo ready before the first request.

One short run of `python -m config.prepare` for what would be four start-ups of Django.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError

# Of Bootstrap's many builds the pages need two; the rest would only cost time to compress.
UNUSED_STATIC = ["*.rtl.*", "bootstrap.css*", "bootstrap.js*", "bootstrap.esm.*"]
UNUSED_STATIC += ["bootstrap.bundle.js*", "bootstrap-*.css*"]


def main() -> str | None:
    """None when all is ready, else why not: a sentence for the standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        refuse_mixing()
        call_command("check_epoch")
        collect_static()
        seed_demo()
    except (ImproperlyConfigured, CommandError, DatabaseError) as reason:
        return f"Afterword cannot start: {reason}"
    return None


def refuse_mixing() -> None:
    """Demo people sign in with a known password: never among real ones, never on a real site."""
    people = apps.get_model("accounts", "User").objects
    has_demo = people.filter(email="lead@example.com").exists()
    if settings.DEMO and not has_demo and people.exists():
        raise ImproperlyConfigured(
            "this database holds real people: start with DEMO=0, or name another DATA_DIR."
        )
    if not settings.DEMO and has_demo:
        raise ImproperlyConfigured(
            "this database holds the demo: name another DATA_DIR or DATABASE_URL, or DEMO=1."
        )


def collect_static() -> None:
    """Gather and compress the static files when one of them has changed."""
    stamp = Path(settings.DATA_DIR) / "static.stamp"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED_STATIC
    )
    stamp.write_text(wanted, encoding="ascii")


def fingerprint() -> str:
    """Changes when a static file comes, goes, grows or is written anew."""
    digest = hashlib.sha256(django.__version__.encode())
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def seed_demo() -> None:
    """Write the demo's post-mortems and their first mails; the mark tells later starts."""
    mark = Path(settings.DATA_DIR) / "demo"
    if settings.DEMO and "seed_demo" in get_commands():
        call_command("seed_demo", verbosity=0)
        if not mark.exists():
            call_command("send_due", verbosity=0)
        mark.touch()


if __name__ == "__main__":
    sys.exit(main())
