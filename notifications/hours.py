"""A person's days: nine in the morning, and the hours in which a mail that can wait goes out."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from postmortems.deadlines import local_day, local_moment

MORNING = time(9)
OPENS = time(8)
CLOSES = time(18)
DAY = timedelta(days=1)
SATURDAY = 5


def morning(day: date, time_zone: str) -> datetime:
    """Nine o'clock of that day where the person is."""
    return local_moment(day, MORNING, time_zone)


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY


def working_moment(at: datetime, time_zone: str) -> datetime:
    """The first moment from `at` on between 08:00 and 18:00 of a working day of the zone."""
    day = local_day(at, time_zone)
    if is_working(day) and at < local_moment(day, CLOSES, time_zone):
        return max(at, local_moment(day, OPENS, time_zone))
    day += DAY
    while not is_working(day):
        day += DAY
    return local_moment(day, OPENS, time_zone)


def mornings(first: date, time_zone: str, *, every: timedelta) -> Iterator[tuple[date, datetime]]:
    """Each `every` days from the first day on, without end."""
    day = first
    while True:
        yield day, morning(day, time_zone)
        day += every


def working_mornings(after: date, time_zone: str, *, every: int) -> Iterator[tuple[date, datetime]]:
    """Each `every`-th working day after that day, without end."""
    day, count = after, 0
    while True:
        day += DAY
        count += is_working(day)
        if is_working(day) and count % every == 0:
            yield day, morning(day, time_zone)


def next_monday(now: datetime, time_zone: str) -> date:
    """The first Monday whose nine o'clock is still to come."""
    day = local_day(now, time_zone)
    day += timedelta(days=-day.weekday() % 7)
    return day if morning(day, time_zone) > now else day + timedelta(weeks=1)
