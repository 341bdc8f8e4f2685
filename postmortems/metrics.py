"""What the three values of a metric say: whether it came back to what it was."""

import re
from dataclasses import dataclass

from postmortems.choices import Better

NUMBER = re.compile(r"(?<![\w.])[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])[-+−]?\d+(?:\.\d+)?")
# What changes by less than this is the same: figures are read off graphs.
NOISE = 0.02


@dataclass(frozen=True)
class Verdict:
    """A few words such as "back to normal", and whether all is well."""

    words: str
    is_well: bool


def number_in(words: str) -> float | None:
    """The one number in the words; None where there is none, or more than one. p95 is a name."""
    found = NUMBER.findall(words)
    return float(found[0].replace(",", "").replace("−", "-")) if len(found) == 1 else None


def verdict(*, before: str, after: str, better: str) -> Verdict | None:
    """How the metric stands after the incident; None where its words do not tell."""
    was, now = number_in(before), number_in(after)
    if was is None or now is None or better not in Better.values:
        return None
    change = abs(now - was) / abs(was) if was else abs(now - was)
    if change <= NOISE:
        return Verdict("back to normal", is_well=True)
    is_well = (now > was) == (better == Better.HIGHER)
    percent = f"{change:.0%}".replace("%", " %") if was else ""
    return Verdict(f"{percent} {'better' if is_well else 'still worse'}".strip(), is_well)
