"""Fills the demo's database up to ten thousand post-mortems and signs the lead in.

`python -m bench.seed` prints the session and the addresses to ask for, as JSON.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Team, User  # noqa: E402
from postmortems.choices import ActionKind, ActionStatus, Severity, Status  # noqa: E402
from postmortems.editing import open_postmortem  # noqa: E402
from postmortems.models import Action, Postmortem, TimelineEvent  # noqa: E402

COUNT = 10_000


def main() -> None:
    lead = User.objects.get(email="lead@example.com")
    team = Team.objects.get(slug="platform")
    _fill(team, lead)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = timezone.now()
    written = open_postmortem(team=team, by=lead, at=now, incident_id="BENCH-SAVE")
    print(  # noqa: T201
        json.dumps(
            {
                "session": _signed_in(lead),
                "document": _longest().get_absolute_url(),
                "written": written.get_absolute_url(),
                "postmortems": Postmortem.objects.count(),
                "actions": Action.objects.written().count(),
            }
        )
    )


def _fill(team: Team, lead: User) -> None:
    """Plain post-mortems with three actions each, one every three hours."""
    now, owners = timezone.now(), list(User.objects.active().order_by("pk"))
    missing = range(COUNT - 1 - Postmortem.objects.count())
    made = Postmortem.objects.bulk_create(
        Postmortem(
            team=team,
            incident_id=f"OLD-{number:05}",
            title=f"Queue {number} stood still until somebody looked",
            severity=Severity.values[number % 4],
            impact_summary="Nobody was hurt, and everybody waited. " * 3,
            status=Status.values[number % 3],
            postmortem_lead=lead,
            opened_at=now - timedelta(hours=3 * number + 2),
            resolved_at=now - timedelta(hours=3 * number + 4),
            postmortem_on=(now - timedelta(hours=3 * number)).date(),
            completion=number % 101,
            **_frozen(Status.values[number % 3], now=now),
        )
        for number in missing
    )
    Action.objects.bulk_create(
        Action(
            postmortem=postmortem,
            kind=kind,
            title="Look before somebody has to",
            owner=owners[postmortem.pk % len(owners)],
            due_on=now.date() + timedelta(days=postmortem.pk % 60 - 20),
            status=ActionStatus.DONE if postmortem.pk % 3 else ActionStatus.IN_PROGRESS,
        )
        for postmortem in made
        for kind in (ActionKind.SHORT_TERM, ActionKind.LONG_TERM, ActionKind.SYSTEMIC)
    )


def _frozen(status: str, *, now: datetime) -> dict[str, Any]:
    """What a signed-off post-mortem has besides its status."""
    return {"signed_off_at": now, "locked_at_seq": 0} if status == Status.SIGNED_OFF else {}


def _longest() -> Postmortem:
    """The demo's post-mortem with the longest timeline: sixty rows."""
    counts: dict[int, int] = {}
    for pk in TimelineEvent.objects.filter(deleted_at=None).values_list("postmortem", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return Postmortem.objects.get(pk=max(counts, key=lambda pk: counts[pk]))


def _signed_in(user: User) -> str:
    """The key of a session in which the user is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
