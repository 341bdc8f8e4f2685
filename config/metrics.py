"""Figures for Prometheus, in its text format: what waits, what went out, how the site answers."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from itertools import accumulate

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import counters
from notifications.models import Control, Email, EmailAttempt, Heartbeat, Notice
from notifications.models.email import EmailState
from postmortems import clock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded")

# Its labels, and its value.
Sample = tuple[dict[str, str], float]


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For this very machine, or whoever shows METRICS_TOKEN; to others there is nothing here."""
    if not (has_token(request) or is_from_here(request)):
        raise Http404
    lines = [*outbox(), *process()]
    return HttpResponse("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, settings.METRICS_TOKEN)


def is_from_here(request: HttpRequest) -> bool:
    """Straight from loopback. A proxy on this machine comes from there too, for anybody."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def outbox() -> Iterator[str]:
    """What the database knows: five queries, the same answer in every process."""
    now = clock.now()
    mails = Email.objects.order_by("state").values_list("state")
    rows = list(mails.annotate(Count("pk"), Min("created_at")))
    numbers = {state: number for state, number, _ in rows}
    oldest = next((at for state, _, at in rows if state == EmailState.PENDING), now)
    yield from figure("outbox_pending", "Mails that wait.", alone(numbers.pop("pending", 0)))
    yield from figure(
        "outbox_oldest_age_seconds",
        "Age of the oldest mail that waits.",
        alone((now - oldest).total_seconds()),
    )
    yield from figure("emails_total", "Mails that wait no more.", by("outcome", numbers), "counter")
    attempts = EmailAttempt.objects.order_by("outcome").values_list("outcome").annotate(Count("pk"))
    yield from figure(
        "email_attempts_total",
        "Times a mail was handed to the mail server.",
        by("outcome", dict(attempts)),
        "counter",
    )
    notices = Notice.objects.order_by("state").values_list("state").annotate(Count("pk"))
    yield from figure("notices", "Notices by state.", by("state", dict(notices)))
    is_paused = Control.objects.filter(sending_paused=True).exists()
    yield from figure("sending_paused", "1 while no mail is sent.", alone(int(is_paused)))
    if beat := Heartbeat.objects.filter(name=Heartbeat.SWEEP).first():
        age = beat.age(timezone.now()).total_seconds()
        yield from figure("sweep_age_seconds", "Time since the last sweep.", alone(age))


def process() -> Iterator[str]:
    """What this process knows; with several, each is asked by chance and counts for itself."""
    requests = [
        ({"route": route, "method": method, "status": str(status)}, float(number))
        for (route, method, status), number in sorted(counters.requests().items())
    ]
    words = "Requests that this one process has answered since it started."
    yield from figure("http_requests_total", words, requests, "counter")
    name = "http_request_seconds"
    yield from header(name, "How long this one process took to answer.", "histogram")
    for route, (seconds, counts) in sorted(counters.latencies().items()):
        for edge, number in zip((*counters.EDGES, "+Inf"), accumulate(counts), strict=True):
            yield sample(f"{name}_bucket", {"route": route, "le": str(edge)}, number)
        yield sample(f"{name}_sum", {"route": route}, round(seconds, 6))
        yield sample(f"{name}_count", {"route": route}, sum(counts))


def alone(value: float) -> list[Sample]:
    return [({}, value)]


def by(label: str, numbers: Mapping[str, int]) -> list[Sample]:
    return [({label: name}, number) for name, number in numbers.items()]


def figure(name: str, words: str, samples: Iterable[Sample], kind: str = "gauge") -> Iterator[str]:
    yield from header(name, words, kind)
    for labels, value in samples:
        yield sample(name, labels, value)


def header(name: str, words: str, kind: str) -> Iterator[str]:
    yield f"# HELP afterword_{name} {words}"
    yield f"# TYPE afterword_{name} {kind}"


def sample(name: str, labels: Mapping[str, str], value: float) -> str:
    """One line. No label needs escaping: they are our own words and Django's names of routes."""
    inside = ",".join(f'{label}="{word}"' for label, word in labels.items())
    return f"afterword_{name}{{{inside}}} {value}" if labels else f"afterword_{name} {value}"
