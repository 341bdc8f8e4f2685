"""What a load balancer asks: is it alive, and is it ready to serve."""

import errno
import shutil
import sqlite3
from threading import Event

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg.errors import DiskFull

from notifications.models import Heartbeat

LEAST_FREE_BYTES = 200 * 1024 * 1024
# No less than a large save: the last few bytes would still take a small one.
PROBE_BYTES = 512 * 1024
_refused = Event()


@login_not_required
@never_cache
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """The server answers; nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything a page needs is there; 503 with the reason where it is not.

    A late sweep delays mail and harms no page: only `?strict=1`, for monitors, takes it for a
    failure. Redis is not asked: no page needs it.
    """
    reasons = {"database": database_reason(), "disk": disk_reason() or refused_write_reason()}
    missing = {name: reason for name, reason in reasons.items() if reason}
    sweep = sweep_state(is_reachable=not reasons["database"])
    is_ready = not missing and (sweep == "ok" or request.GET.get("strict") != "1")
    checks = {name: reason or "ok" for name, reason in reasons.items()} | {"sweep": sweep}
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def sweep_state(*, is_reachable: bool) -> str:
    """`ok`, `late` (or there was none yet), or `unknown` without a database to ask."""
    if not is_reachable:
        return "unknown"
    beat = Heartbeat.objects.filter(name=Heartbeat.SWEEP).first()
    return "late" if beat is None or beat.is_late(timezone.now()) else "ok"


def database_reason() -> str:
    """Why the database cannot serve pages, or an empty string."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database does not answer."
    return f"{len(pending)} migrations are not applied." if pending else ""


def disk_reason() -> str:
    """Why the disk is no place to write, or an empty string."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "DATA_DIR cannot be read."
    return "Less than 200 MB of disk are free." if free < LEAST_FREE_BYTES else ""


def watch(error: BaseException | None) -> None:
    """Remember that the disk refused a write, if that is what failed a request."""
    while error is not None:
        if is_refusal_of_disk(error):
            _refused.set()
        error = error.__cause__ or error.__context__


def is_refusal_of_disk(error: BaseException) -> bool:
    """Full, over quota or over a limit, as SQLite, PostgreSQL and the kernel put it."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return isinstance(error, DiskFull)


def refused_write_reason() -> str:
    """After a refused write, and until a large one succeeds: what room there is may not be ours.

    Nothing is written for this question while all is well.
    """
    if not _refused.is_set():
        return ""
    probe = Session("readyz", session_data="." * PROBE_BYTES, expire_date=timezone.now())
    try:
        probe.save()
        probe.delete()
    except DatabaseError:
        return "The database cannot be written: the disk refuses."
    _refused.clear()
    return ""
