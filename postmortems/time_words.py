"""Takes apart what people write for a day or a time: its day, its clock, its zone.

Only what is written is read here. What is missing is filled in, or asked for, by `instants`.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

MOST_CHARACTERS = 200
FIRST_YEAR, LAST_YEAR = 1970, 2099
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
# "20 Nov 1405" is five past two: only what can be a year, or is too long for a clock, is one.
YEAR = r"(?:[\s,-]+(?P<year>(?:19|20)[0-9]{2}|[0-9]{5,})(?![0-9]|[:.][0-9]))?"
BEHIND_NO_CLOCK = r"(?<![0-9a-z:./-])"

ISO_DAY = re.compile(
    r"(?<![0-9a-z])(?P<year>[0-9]{3,})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})"
    r"(?:(?=t[0-9])|(?![0-9a-z]))"
)
NUMBERED_DAY = re.compile(
    rf"{BEHIND_NO_CLOCK}(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])(?P<second>[0-9]{{1,2}})"
    r"(?P=mark)(?P<year>[0-9]{4,})(?![0-9])"
)
NAMED_DAYS = (
    re.compile(rf"{BEHIND_NO_CLOCK}{DAY}(?:\s+of)?[\s-]*{MONTH}{YEAR}"),
    re.compile(rf"(?<![a-z]){MONTH}\s*{DAY}(?![0-9a-z]|[:.][0-9]){YEAR}"),
)

CLOCK = re.compile(
    r"(?P<iso>t)?(?P<hour>[0-9]{1,2})"
    r"(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"\s*(?P<half>[ap]\.?m(?![a-z])\.?)?\s*(?:hrs?|hours|h)?(?![0-9a-z]{3})\s*(?P<zone>.*)"
)
COMPACT_CLOCK = re.compile(r"t?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})\s*(?P<zone>.*)")
SECOND_CLOCK = re.compile(r"(?:-|to|until|/|,|and)\s*[0-9]{1,2}[:.][0-9]{2}.*")
OFFSET = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
)

UNKNOWN = re.compile(
    r"\?\?|[0-9]\?[:.]|[:.][0-9]?\?|[:.][0-9]?x|xx|\b(?:unknown|not known|tbc|tbd|n/a)\b"
)
HEDGE = re.compile(
    r"[~≈±?]|\b(?:about|around|approx(?:imately)?|circa|roughly|probably|ca|(?:maybe|perhaps)(?: earlier| later)?)\b\.?|\bc\."
    r"|(?<=[0-9])\s?-?ish\b"
)
FILLER = re.compile(
    r"\b(?:at|on|the|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b\.?"
)
BRACKETS_AND_DASHES = str.maketrans(
    dict.fromkeys("[](){}*_`\"'", " ") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)

# Abbreviations that mean one zone to nearly everybody. IST, CST of China and their like are asked.
ZONES = {
    **dict.fromkeys(("", "z", "utc", "gmt", "ut", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "west"), 60),
    **dict.fromkeys(("cest", "eet", "sast"), 120),
    **dict.fromkeys(("eest", "msk"), 180),
    **dict.fromkeys(("sgt", "hkt"), 480),
    **dict.fromkeys(("jst", "kst"), 540),
    **dict.fromkeys(("aest",), 600),
    **dict.fromkeys(("aedt",), 660),
    **dict.fromkeys(("nzst",), 720),
    **dict.fromkeys(("nzdt",), 780),
    **dict.fromkeys(("edt",), -240),
    **dict.fromkeys(("est", "cdt"), -300),
    **dict.fromkeys(("mdt",), -360),
    **dict.fromkeys(("mst", "pdt"), -420),
    **dict.fromkeys(("pst",), -480),
}
FURTHEST_ZONE = timedelta(hours=14)


class Unreadable(ValueError):
    """The sentence that tells the writer what to write instead."""


class Unrecognised(Unreadable):
    """Nothing in the words looks like a day or a time."""

    def __init__(self) -> None:
        super().__init__("This time cannot be read. Write it as 14:05 or 2026-11-20 14:05.")


@dataclass(frozen=True)
class WrittenDay:
    """A day of a month, of no year where none was written."""

    day: int
    month: int
    year: int | None

    def in_year(self, year: int) -> date | None:
        """The day in that year; None where it has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class Written:
    """What was written of a time. The clock is that of a zone `offset` ahead of UTC."""

    day: WrittenDay | None
    clock: time | None
    offset: timedelta
    zone: str
    is_about: bool


def take_apart(words: str) -> Written:
    """The parts of a written day or time. Unreadable when anything in it is not understood."""
    if len(words) > MOST_CHARACTERS:
        raise Unrecognised
    text = " ".join(words.casefold().translate(BRACKETS_AND_DASHES).split())
    if UNKNOWN.search(words.casefold()):
        raise Unreadable("This is not known yet. An estimate such as ~14:00 is enough.")
    text, hedges = HEDGE.subn(" ", text)
    text, day = _take_day(text)
    text = " ".join(FILLER.sub(" ", text).split()).strip(",;:.- ")
    if not text and day is not None:
        return Written(day, None, timedelta(0), "", hedges > 0)
    match = _match_clock(text, follows_day=day is not None)
    offset, zone = _read_zone(match["zone"].strip(".,; "), is_iso=text.startswith("t"))
    return Written(day, _read_clock(match), offset, zone, hedges > 0)


def _take_day(text: str) -> tuple[str, WrittenDay | None]:
    """What is left of the text, and the day that was in it."""
    if match := ISO_DAY.search(text):
        day = WrittenDay(int(match["day"]), int(match["month"]), _year(match["year"]))
    elif match := NUMBERED_DAY.search(text):
        day = _numbered_day(match)
    elif match := NAMED_DAYS[0].search(text) or NAMED_DAYS[1].search(text):
        year = _year(match["year"]) if match["year"] else None
        day = WrittenDay(int(match["day"]), MONTHS.index(match["month"][:3]) + 1, year)
    else:
        return text, None
    # 2024 has every day that any year has.
    if day.in_year(2024 if day.year is None else day.year) is None:
        raise Unreadable("There is no such day. Write it as 2026-11-20.")
    return f"{text[: match.start()]} {text[match.end() :]}", day


def _year(digits: str) -> int:
    # Counted before read: int() refuses thousands of digits.
    if len(digits) != len(str(LAST_YEAR)) or not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        raise Unreadable(f"The year {digits} looks mistyped. Write the day as 2026-11-20.")
    return int(digits)


def _numbered_day(match: re.Match[str]) -> WrittenDay:
    first, second, year = int(match["first"]), int(match["second"]), _year(match["year"])
    is_day_first = match["mark"] == "." or first > len(MONTHS)
    if is_day_first or first == second:
        return WrittenDay(first, second, year)
    if second > len(MONTHS):
        return WrittenDay(second, first, year)
    raise Unreadable(
        f"{match[0]} can be read in two ways. "
        f"Write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}."
    )


def _match_clock(text: str, *, follows_day: bool) -> re.Match[str]:
    compact = COMPACT_CLOCK.fullmatch(text)
    if compact and (follows_day or compact["zone"]):
        return compact
    match = CLOCK.fullmatch(text)
    if match is None or not (match["minute"] or match["half"]):
        raise Unrecognised
    return match


def _read_clock(match: re.Match[str]) -> time:
    parts = match.groupdict()
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    if half := parts.get("half"):
        hour = _hour_of_day(hour, is_afternoon=half.startswith("p"))
    try:
        return time(hour, minute, int(parts.get("second") or 0))
    except ValueError:
        raise Unreadable("There is no such time: 00:00 is the first, 23:59 the last.") from None


def _hour_of_day(hour: int, *, is_afternoon: bool) -> int:
    if not 1 <= hour <= 12:  # noqa: PLR2004
        raise Unreadable("Before and after noon, hours go from 1 to 12. Write it as 14:05.")
    return hour % 12 + (12 if is_afternoon else 0)


def _read_zone(words: str, *, is_iso: bool) -> tuple[timedelta, str]:
    """How far ahead of UTC, and the abbreviation where it says so by one."""
    if words in ZONES:
        minutes = ZONES[words]
        return timedelta(minutes=minutes), words.upper() if minutes else ""
    # In "09:00-10:00" the second is a time; in "2026-11-20T09:00-10:00" it is an offset.
    if not is_iso and SECOND_CLOCK.fullmatch(words):
        raise Unreadable("Two times are written. Give the second a row of its own.")
    match = OFFSET.fullmatch(words)
    if match is None:
        raise Unreadable(
            f"“{words[:40]}” beside the time is not understood. Write it in UTC, alone."
        )
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if offset > FURTHEST_ZONE:
        raise Unreadable("No place is that far from UTC. Write the time in UTC.")
    return offset if match["sign"] == "+" else -offset, ""
