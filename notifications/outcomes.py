"""What may come of handing a mail over, and how long to wait before the next attempt."""

from dataclasses import dataclass
from datetime import timedelta
from random import uniform

from django.db import models

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.2


class AttemptOutcome(models.TextChoices):
    BEGUN = "begun", "Begun"
    ACCEPTED = "accepted", "Accepted"
    DEFERRED = "deferred", "Deferred"  # 4xx: later
    REFUSED = "refused", "Refused"  # 5xx: never
    UNKNOWN = "unknown", "Unknown"  # no answer: it may have been accepted


@dataclass(frozen=True)
class Answer:
    """What the mail server said: its three digits (None where it said nothing) and its words."""

    outcome: AttemptOutcome
    code: int | None = None
    words: str = ""


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, give or take a fifth.

    The fifth keeps mails that failed together from coming back together.
    """
    pause = min(FIRST_PAUSE * (1 << attempts - 1), LONGEST_PAUSE)
    return pause * uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret
