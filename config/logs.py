"""How a line of the log reads: one JSON object, without anybody's words, secrets or address."""

import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# What a line belongs to: the request, or the task, that it was written in.
request_id: ContextVar[str] = ContextVar("request_id", default="")
task_id: ContextVar[str] = ContextVar("task_id", default="")

# What a line may say beside its message: `logger.info("Mail accepted", extra={"email": …})`.
FACTS = (
    *("method", "route", "status", "ms", "user"),
    *("email", "notice", "recipient", "outcome", "smtp_code", "attempt", "seconds", "count"),
)
ADDRESS = re.compile(r"[^\s@<>\"'(),;:=\[\]]+@[^\s@<>\"'(),;:=\[\]]+")


class JSONFormatter(logging.Formatter):
    """The message, the facts, and of an exception its kind and place.

    Never what an exception says: databases quote the row, parsers the text.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
            **dict(facts_of(record)),
        }
        if errors := list(errors_of(record)):
            line["errors"] = errors
        return json.dumps(line, ensure_ascii=False, default=str)


def message_of(record: logging.LogRecord) -> str:
    """Without addresses, without the path of a request, which may hold a token."""
    args = record.args
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(args, tuple):
        args = tuple(route_of(request) if arg == request.path else arg for arg in args)
    if isinstance(args, dict) and "exc" in args:
        # Celery puts an exception's words, and its traceback, into its sentence.
        args = {**args, "exc": kind_of(record), "traceback": ""}
    message = str(record.msg) % args if args else str(record.msg)
    return ADDRESS.sub(lambda match: f"<{hashed(match[0])}>", message).strip()


def hashed(address: str) -> str:
    """The same for the same address, on this site only, and no way back to it."""
    return salted_hmac("afterword.logs", address.lower(), algorithm="sha256").hexdigest()[:12]


def route_of(request: HttpRequest) -> str:
    """The name of the address, such as `postmortems:document`."""
    if match := request.resolver_match:
        return match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def kind_of(record: logging.LogRecord) -> str:
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else "an exception"


def facts_of(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    for name, variable in {"request": request_id, "task": task_id}.items():
        if value := variable.get():
            yield name, value
    for name in FACTS:
        fact = getattr(record, name, None)
        if fact is not None:
            yield name, hashed(str(fact)) if name == "recipient" else fact


def errors_of(record: logging.LogRecord) -> Iterator[dict[str, Any]]:
    """The exception, then what it came from: kind, and frames with the innermost last."""
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        frames = extract_tb(error.__traceback__)
        yield {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "frames": [f"{short(at.filename)}:{at.lineno} {at.name}" for at in frames],
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def short(filename: str) -> str:
    """Folder and file are enough to find it."""
    return "/".join(Path(filename).parts[-2:])
