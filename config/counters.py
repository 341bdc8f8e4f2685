"""What this process has answered since it started: how often, with which status, how fast."""

from bisect import bisect_left
from collections import Counter, defaultdict
from threading import Lock

# Upper edges in seconds; what takes longer falls into the last, which has none.
EDGES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_lock = Lock()
_requests: Counter[tuple[str, str, int]] = Counter()
_seconds: defaultdict[str, float] = defaultdict(float)
_buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(EDGES) + 1))


def observe(*, route: str, method: str, status: int, seconds: float) -> None:
    with _lock:
        _requests[route, method, status] += 1
        _seconds[route] += seconds
        _buckets[route][bisect_left(EDGES, seconds)] += 1


def requests() -> dict[tuple[str, str, int], int]:
    """How many, by route, method and status."""
    with _lock:
        return dict(_requests)


def latencies() -> dict[str, tuple[float, list[int]]]:
    """By route the seconds of all requests, and how many fell into each bucket."""
    with _lock:
        return {route: (_seconds[route], list(counts)) for route, counts in _buckets.items()}
