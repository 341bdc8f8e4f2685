"""Around every request: its id, its line in the log, its place in the figures."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config import counters, health
from config.logs import request_id, route_of

logger = logging.getLogger("afterword.access")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Asked by machines every few seconds; a line each would hide what people did.
QUIET = {"static", "livez", "readyz", "metrics"}


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Never set back: Django writes its own line about a refusal after the last middleware.
        request_id.set(id_of(request))
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-ID"] = request_id.get()
        note(request, response.status_code, seconds)
        return response

    def process_exception(self, _request: HttpRequest, exception: Exception) -> None:
        health.watch(exception)


def id_of(request: HttpRequest) -> str:
    """The one a proxy gave it, if there is a proxy to trust, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and SANE_ID.fullmatch(given):
        return given
    return uuid4().hex


def note(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    # A client may invent methods; each would be a figure of its own.
    method = request.method if request.method in METHODS else "other"
    counters.observe(route=route, method=method, status=status, seconds=seconds)
    facts = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000),
        "user": reader_of(request),
    }
    logger.log(logging.DEBUG if route in QUIET else logging.INFO, "Request", extra=facts)


def reader_of(request: HttpRequest) -> str | None:
    """Who asked, as far as answering needed to know: nothing is read from the database for it."""
    session = getattr(request, "session", None)
    if session is None or not session.accessed:
        return None
    try:
        found: str | None = session.get(SESSION_KEY)
    except DatabaseError:
        return None
    return found
