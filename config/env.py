"""Reads the environment: plain variables, secrets in files, database addresses."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable `name`, or the content of the file that `<name>_FILE` names."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).strip()


def kept_key(path: Path, *, default: str) -> str:
    """The key that `make run` once made and keeps at `path`, else `default`."""
    return path.read_text(encoding="ascii").strip() if path.is_file() else default


def flag(name: str, *, default: bool) -> bool:
    """True for 1, true, yes or on; False for 0, false, no, off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def one_of(name: str, *choices: str, default: str) -> str:
    """The variable `name`, which must be one of the choices."""
    value = text(name) or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated parts of the variable `name`."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, *, data_dir: Path) -> dict[str, Any]:
    """Django's database settings for `url`; an empty one means SQLite in `data_dir`."""
    if not url:
        return sqlite(data_dir / "afterword.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite:///.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as the embedded default runs it: WAL, one writer at a time, every commit on disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
        },
        # A file, for threads cannot share SQLite's in-memory test database.
        "TEST": {"NAME": str(path.parent / f"test-{os.getpid()}.sqlite3")},
    }
