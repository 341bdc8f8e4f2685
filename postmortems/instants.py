"""Reads days and times as people type them, in UTC, and says what it had to assume."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from postmortems.time_words import Unreadable, Unrecognised, Written, WrittenDay, take_apart

Guesses = tuple[str, ...]

HALF_A_DAY = timedelta(hours=12)
A_DAY = timedelta(days=1)
WHICH_DAY = "Which day? Write the date once, as 2026-11-20 14:05."
WHICH_TIME = "Which time of that day? Write it as 2026-11-20 14:05."
WHICH_YEAR = "Which year? Write the day as 2026-11-20."
NO_DAY = "This day cannot be read. Write it as 2026-11-20."


@dataclass(frozen=True)
class Reading:
    """What was read from the words of a time. Blank words: no instant, and no problem either."""

    at: datetime | None = None
    is_about: bool = False
    guesses: Guesses = ()
    problem: str = ""


@dataclass(frozen=True)
class Moment:
    """A day, with the instant if a time was written too. Blank words: neither, and no problem."""

    on: date | None = None
    at: datetime | None = None
    guesses: Guesses = ()
    problem: str = ""


def show_instant(at: datetime) -> str:
    """Such as "2026-11-20 14:05", in UTC; it reads back as the same minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def read_instant(words: str, *, after: datetime | None = None, day: date | None = None) -> Reading:
    """Reads one time. `after` is the instant of the row above, `day` what to assume without one.

    A time without a date has the date of the row above, and rolls over midnight when it would
    otherwise be more than half a day before it: 23:50, then 00:10. Never raises.
    """
    return _read(words, above=after, below=None, day=day)


def resolve_column(words: Sequence[str], *, day: date | None) -> list[Reading]:
    """Reads the times of a table from top to bottom; one without a date has that of the row above.

    Rows above the first date have the date of the row below them. `day` is assumed in a table
    without any date. What is blank or cannot be read lends no date.
    """
    first = next((row for row, cell in enumerate(words) if _is_dated(cell)), 0)
    readings: list[Reading] = []
    above: datetime | None = None
    for cell in words[first:]:
        readings.append(_read(cell, above=above, below=None, day=day))
        above = readings[-1].at or above
    below = next((reading.at for reading in readings), None)
    for cell in reversed(words[:first]):
        readings.insert(0, _read(cell, above=None, below=below, day=day))
        below = readings[0].at or below
    return readings


def read_day(words: str, *, near: date | None = None) -> tuple[date | None, str]:
    """The day, and the sentence of what is wrong. One without a year is the nearest to `near`."""
    moment = read_moment(words, near=near)
    return moment.on, moment.problem


def read_moment(words: str, *, near: date | None = None) -> Moment:
    """Reads a day, or a day with a time. One without a year is the nearest to `near`."""
    if not words.strip():
        return Moment()
    try:
        written = take_apart(words)
        if written.day is None:
            raise Unreadable(NO_DAY)
        on, guesses = _in_its_year(written.day, near=near)
    except Unrecognised:
        return Moment(problem=NO_DAY)
    except Unreadable as problem:
        return Moment(problem=str(problem))
    if written.clock is None:
        return Moment(on, None, guesses)
    at = _instant(on, written.clock, written)
    return Moment(at.date(), at, (*guesses, *_guessed_zone(written)))


def _read(
    words: str, *, above: datetime | None, below: datetime | None, day: date | None
) -> Reading:
    if not words.strip():
        return Reading()
    try:
        written = take_apart(words)
        if written.clock is None:
            raise Unreadable(WHICH_TIME)
        at, guesses = _place(written, written.clock, above=above, below=below, day=day)
    except Unreadable as problem:
        return Reading(problem=str(problem))
    return Reading(at, written.is_about, (*guesses, *_guessed_zone(written)))


def _is_dated(words: str) -> bool:
    try:
        written = take_apart(words)
    except Unreadable:
        return False
    return written.day is not None and written.clock is not None


def _place(
    written: Written,
    clock: time,
    *,
    above: datetime | None,
    below: datetime | None,
    day: date | None,
) -> tuple[datetime, Guesses]:
    """The instant of the clock on its day, and what was assumed to find the day."""
    neighbour = above or below
    near = (neighbour + written.offset).date() if neighbour else day
    if written.day is not None:
        on, guesses = _in_its_year(written.day, near=near)
        return _instant(on, clock, written), guesses
    if near is None:
        raise Unreadable(WHICH_DAY)
    at = _instant(near, clock, written)
    if above is not None:
        return _not_far_above(at, above)
    if below is not None:
        return _not_far_below(at, below)
    return at, (f"No date was written: {near} was assumed.",)


def _not_far_above(at: datetime, above: datetime) -> tuple[datetime, Guesses]:
    if above - at > HALF_A_DAY:
        return at + A_DAY, ("No date was written: it is the day after the row above.",)
    return at, ("No date was written: it was taken from the row above.",)


def _not_far_below(at: datetime, below: datetime) -> tuple[datetime, Guesses]:
    if at - below > HALF_A_DAY:
        return at - A_DAY, ("No date was written: it is the day before the row below.",)
    return at, ("No date was written: it was taken from the row below.",)


def _in_its_year(written: WrittenDay, *, near: date | None) -> tuple[date, Guesses]:
    """The day in the year that was written, or in the one that brings it nearest to `near`."""
    if written.year is not None:
        years, guessed = [written.year], False
    elif near is not None:
        years, guessed = [near.year - 1, near.year, near.year + 1], True
    else:
        raise Unreadable(WHICH_YEAR)
    days = [day for year in years if (day := written.in_year(year))]
    if not days:
        raise Unreadable(WHICH_YEAR)
    on = min(days, key=lambda day: abs(day - near) if near else A_DAY)
    return on, (f"No year was written: {on.year} was assumed.",) if guessed else ()


def _instant(on: date, clock: time, written: Written) -> datetime:
    return datetime.combine(on, clock, tzinfo=UTC) - written.offset


def _guessed_zone(written: Written) -> Guesses:
    if not written.zone:
        return ()
    sign = "+" if written.offset > timedelta(0) else "-"
    hours, minutes = divmod(abs(written.offset) // timedelta(minutes=1), 60)
    return (f"{written.zone} was read as UTC{sign}{hours:02}:{minutes:02}.",)
