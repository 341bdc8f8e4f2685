"""Times as other documents write them, at the start of a bullet, a heading or a cell."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from postmortems.instants import Reading, read_day, read_instant, show_instant
from postmortems.time_words import ZONES as OFFSETS

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:[0-9]{{4,5}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|{DAY}\s(?:of\s)?{MONTH}(?:,?\s[0-9]{{4}})?"
    rf"|{MONTH}\s{DAY}(?:,?\s[0-9]{{4}})?(?![:.]?[0-9]))"
)
CLOCK = (
    r"(?:[0-2]?[0-9][:.h][0-5?][0-9?](?:[:.][0-5][0-9])?(?:\s?[ap]\.?m\b\.?)?|[01]?[0-9]\s?[ap]m\b"
    r"|\?\?[:.]?\?\?|\?\?\?)(?![0-9])"
)
ZONE = (
    r"(?:\s*\(?(?:(?:UTC|GMT)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT|Z\b|BST|WES?T|CES?T|EES?T|SAST"
    r"|MSK|[PMCE][SD]?T\b|[JK]ST|AE[SD]T|NZ[SD]T|SGT|HKT)\)?)"
)
HEDGE = r"(?:[~≈]|(?:about|around|approx\.?|circa|ca\.)\s+)?"
MOMENT = re.compile(
    rf"[\s*_`(\[]*(?P<words>{HEDGE}(?:(?P<date>{DATE})(?:\s*[,@T]?\s*(?:at\s+)?))?"
    rf"{HEDGE}(?P<clock>{CLOCK})(?:\s*(?:-|–|to)\s*{CLOCK})?(?P<zone>{ZONE})?\s?~?)"
    r"(?P<end>[*_`)\]]*\s*(?:[-–—:]+(?=\s|$|[*_])|[|,](?=\s))?[*_`)\]]*\s*)",
    re.IGNORECASE,
)
DAY_ONLY = re.compile(rf"[\s*_`(\[]*(?P<words>{DATE})(?P<end>[*_`)\]]*\s*(?:[-–—:,]+\s*)?)", re.I)
ANY_DATE = re.compile(rf"(?<![\w-]){DATE}(?![\w-])", re.IGNORECASE)
RANGE = re.compile(r"(?P<first>.*?[0-9])\s*(?:-|–|to)\s*[0-9]{1,2}[:.][0-9]{2}.*")
ANY_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
MISTYPED_YEAR = re.compile(r"(?<![0-9])([0-9]{5})(?=[-/.][0-9]{1,2}[-/.])")
OWN_ZONE = re.compile(ZONE + r"\W*$", re.IGNORECASE)
NAMED_ZONE = re.compile(
    r"\b(?:all\s+)?times?\b[^.\n|]*?\b(?:in|are|is)\s+(?P<zone>[^.\n|]+)|\((?P<bracket>[^()]*)\)|\bin\s+(?P<header>[A-Z]{3,4})\b",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:UTC|GMT)\s?([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
PLACES = {
    "pacific": "America/Los_Angeles",
    "mountain": "America/Denver",
    "eastern": "America/New_York",
    "central european": "Europe/Paris",
    "central time": "America/Chicago",
    "london": "Europe/London",
    "pt": "America/Los_Angeles",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
}
FURTHEST = 14


@dataclass(frozen=True)
class Found:
    """A time at the start of a text: its words, and what follows it."""

    words: str
    rest: str


@dataclass
class Clock:
    """Reads the times of one document from top to bottom, and writes them in UTC.

    `day` and `year` are those of the document, where they are known.
    """

    zone: tzinfo
    zone_name: str = ""
    day: date | None = None
    year: int = 0
    above: datetime | None = None
    guesses: list[str] = field(default_factory=list)

    def read(self, words: str) -> tuple[str, str]:
        """The words for the Time column, and those of the source that are not in them."""
        if not words.strip():
            return "", ""
        first = RANGE.match(words)
        tried = self._mend(first["first"] if first else words)
        reading = self._instant(tried)
        if reading.at is None:
            self._note_unread(words, reading)
            return words, ""
        self.above = reading.at
        self._note(words, tried, reading)
        return self._spell(words, tried, reading)

    def _spell(self, words: str, tried: str, reading: Reading) -> tuple[str, str]:
        at = reading.at
        if at is None:
            return words, ""
        for spelled in (tried, f"{at:%Y-%m-%d} {tried}"):
            plain = read_instant(spelled)
            if plain.at == at and not plain.guesses:
                return spelled, "" if tried == words else words
        original = words if self._has_own_zone(words) else f"{words} {self.zone_name}".strip()
        return f"{'~' if reading.is_about else ''}{show_instant(at)}", original

    def _instant(self, words: str) -> Reading:
        if self._has_own_zone(words):
            return read_instant(words, after=self.above, day=self.day)
        above = self.above and self.above.astimezone(self.zone).replace(tzinfo=UTC)
        reading = read_instant(words, after=above, day=self.day)
        if reading.at is None:
            return reading
        try:
            at = reading.at.replace(tzinfo=self.zone).astimezone(UTC)
        except OverflowError:
            return Reading(problem="This time is out of reach.")
        return Reading(at, reading.is_about, reading.guesses, reading.problem)

    def _has_own_zone(self, words: str) -> bool:
        return bool(OWN_ZONE.search(words.strip(" ~*_")))

    def _mend(self, words: str) -> str:
        """A year of five digits is that of the document, if one digit too many was typed."""
        match = MISTYPED_YEAR.search(words)
        near = self.above or self.day
        year = str(near.year if near else self.year)
        if match is None or year not in {match[1][:n] + match[1][n + 1 :] for n in range(5)}:
            return words
        return words[: match.start()] + year + words[match.end() :]

    def _note(self, words: str, tried: str, reading: Reading) -> None:
        if tried != words and MISTYPED_YEAR.search(words):
            self.guesses.append(f"“{words}” was read as {tried}: the year looks mistyped.")
        for guess in reading.guesses:
            self.guesses.append(f"“{words}”: {guess}")

    def _note_unread(self, words: str, reading: Reading) -> None:
        self.guesses.append(f"“{words}” was kept as it is. {reading.problem}")


def split_moment(text: str) -> Found | None:
    """The time that a text begins with and the rest, or None."""
    match = MOMENT.match(text)
    return Found(match["words"].strip(), text[match.end() :]) if match else None


def split_day(text: str) -> Found | None:
    """The day that a text begins with and the rest, or None."""
    match = DAY_ONLY.match(text)
    return Found(match["words"].strip(), text[match.end() :]) if match else None


def find_day(text: str) -> date | None:
    """The first full date in the text."""
    for match in ANY_DATE.finditer(text):
        day, _ = read_day(match[0])
        if day:
            return day
    return None


def find_year(text: str) -> int:
    """The first year in the text, such as 2020 in "PM2020-003"; 0 for none."""
    match = ANY_YEAR.search(text)
    return int(match[0]) if match else 0


def find_zone(text: str) -> tuple[str, tzinfo] | None:
    """The zone a remark or a column header names, such as "All times in CET"."""
    for match in NAMED_ZONE.finditer(text):
        name = (match["zone"] or match["bracket"] or match["header"] or "").strip(" *_)")
        if zone := _zone(name):
            return name, zone
    return None


def _zone(name: str) -> tzinfo | None:
    lowered = name.casefold()
    for place, key in PLACES.items():
        if re.search(rf"\b{place}\b", lowered):
            return ZoneInfo(key) if place != "central european" else _fixed(OFFSETS["cet"])
    # In capitals, or alone: "the west region" names no zone, "WEST" and "(west)" do.
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word.isupper() or word == name]
    zones = [word.casefold() for word in words if word.casefold() in OFFSETS]
    if match := OFFSET.search(name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return _fixed(minutes if match[1] == "+" else -minutes)
    return _fixed(OFFSETS[zones[0]]) if zones else None


def _fixed(minutes: int) -> tzinfo | None:
    if abs(minutes) > FURTHEST * 60:
        return None
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
