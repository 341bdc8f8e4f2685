"""Moments and days as a mail says them: UTC first, then the reader's own time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def utc(at: datetime) -> str:
    """Such as "24 Nov 2026, 14:05 UTC"."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def both(at: datetime, time_zone: str) -> str:
    """Such as "24 Nov 2026, 14:05 UTC (15:05 in Berlin)"; with the day where it is another."""
    local = at.astimezone(ZoneInfo(time_zone))
    if local.utcoffset() == at.utcoffset():
        return utc(at)
    place = time_zone.rsplit("/", 1)[-1].replace("_", " ")
    other_day = "" if local.date() == at.date() else f"{local:%a} {local.day} {local:%b}, "
    return f"{utc(at)} ({other_day}{local:%H:%M} in {place})"


def day(of: date) -> str:
    """Such as "Tue 24 Nov 2026"."""
    return f"{of:%a} {of.day} {of:%b %Y}"
