"""Spans of time in words."""

from datetime import timedelta

MINUTE = timedelta(minutes=1)


def show_duration(span: timedelta) -> str:
    """Such as "10 h 58 min" or "2 d 3 h": whole minutes, and from a day on whole hours.

    What is left over is cut off, not rounded: a figure never promises more than has passed.
    """
    if span < timedelta(0):
        return f"\N{MINUS SIGN}{show_duration(-span)}"
    if not span:
        return "0 min"
    if span < MINUTE:
        return "under a minute"
    hours, minutes = divmod(span // MINUTE, 60)
    days, hours_of_day = divmod(hours, 24)
    return (
        _join((days, "d"), (hours_of_day, "h")) if days else _join((hours, "h"), (minutes, "min"))
    )


def show_days(count: int) -> str:
    """Such as "1 day" or "3 days"."""
    return f"{count} day{'' if count == 1 else 's'}"


def show_times(count: int) -> str:
    """Such as "once", "twice" or "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _join(*counts: tuple[int, str]) -> str:
    return " ".join(f"{count} {unit}" for count, unit in counts if count)
