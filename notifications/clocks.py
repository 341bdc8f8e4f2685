"""Whether the clocks can be trusted: a mail that was sent early cannot be taken back.

Looks at the real time, never at the demo's, which runs ahead on purpose.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from postmortems.spans import show_duration

TOLERANCE = timedelta(seconds=60)


def reason_for_doubt(*, last_sweep_at: datetime | None) -> str:
    """Why nothing should be sent now; an empty string if the clocks agree."""
    ours = timezone.now()
    apart = abs(database_now() - ours)
    if apart > TOLERANCE:
        return f"The database's clock and this server's are {show_duration(apart)} apart."
    if last_sweep_at and last_sweep_at - ours > TOLERANCE:
        return (
            f"The last sweep was {show_duration(last_sweep_at - ours)} in the future: "
            "the clock was set back, or ran ahead before."
        )
    return ""


def database_now() -> datetime:
    """The time of the database's machine. SQLite has no other clock than ours."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
