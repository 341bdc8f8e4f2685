"""Writes times and days relative to a moment, so that the demo's clocks are alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from postmortems.choices import Better

LEAD = "Lena Brandt"
RESPONDER = "Samuel Okafor"
MANAGER = "Ingrid Halvorsen"
OWNER = "Priya Raman"
OUTSIDER = "Jonas Lindqvist"

Row = dict[str, str]


@dataclass(frozen=True)
class Calendar:
    """`resolved` is the instant the incident ended; everything is counted from it."""

    resolved: datetime

    def at(self, offset: str) -> str:
        """The time at "-10:58" (hours and minutes before the end) or "+0:20", as typed in UTC."""
        hours, minutes = offset[1:].split(":")
        span = timedelta(hours=int(hours), minutes=int(minutes))
        moment = self.resolved - span if offset[0] == "-" else self.resolved + span
        return f"{moment:%Y-%m-%d %H:%M}"

    def day(self, days: int) -> str:
        """The day so many days after the end."""
        return f"{self.resolved + timedelta(days=days):%Y-%m-%d}"

    def events(self, *rows: tuple[str, str, str]) -> tuple[Row, ...]:
        """Timeline rows of (offset, milestone or "", words)."""
        return tuple(
            {"time": self.at(offset), "milestone": milestone, "event": words}
            for offset, milestone, words in rows
        )


def whys(*answers: str) -> tuple[Row, ...]:
    return tuple({"answer": answer} for answer in answers)


def factors(*pairs: tuple[str, str]) -> tuple[Row, ...]:
    return tuple({"factor": factor, "contribution": words} for factor, words in pairs)


def lessons(*texts: str) -> tuple[Row, ...]:
    return tuple({"text": text} for text in texts)


def promises(*rows: tuple[str, str, str, str]) -> tuple[Row, ...]:
    """Actions of (title, owner, due date, status)."""
    return tuple(
        {"title": title, "owner": owner, "due_date": due, "status": status}
        for title, owner, due, status in rows
    )


def improvements(*rows: tuple[str, str, str]) -> tuple[Row, ...]:
    """Improvements of (title, priority, owner)."""
    return tuple(
        {"title": title, "priority": priority, "owner": owner} for title, priority, owner in rows
    )


def metric(name: str, values: tuple[str, str, str], unit: str, better: Better, **more: str) -> Row:
    """A metric with its values before, during and after; `more` is its note or its source."""
    before, during, after = values
    return {
        "is_included": "yes",
        "name": name,
        "before": before,
        "during": during,
        "after": after,
        "unit": unit,
        "better": better,
        **more,
    }


def documents(*pairs: tuple[str, str]) -> tuple[Row, ...]:
    return tuple({"document": where, "purpose": purpose} for where, purpose in pairs)


def audiences(*rows: tuple[str, str, str]) -> tuple[Row, ...]:
    """Distribution of (audience, "yes" or "", note)."""
    return tuple(
        {"audience": audience, "is_shared": shared, "note": note} for audience, shared, note in rows
    )
