"""Words at the start of an event that name a milestone in other layouts."""

import re

from postmortems.choices import Milestone

STARTS: tuple[tuple[str, Milestone], ...] = (
    (r"impact (?:started|begins|began)|fault occurs|start of incident", Milestone.IMPACT_STARTED),
    (r"first signal detected|first detected|fault detected", Milestone.FIRST_SIGNAL),
    (r"issue confirmed", Milestone.CONFIRMED),
    (r"incident (?:is )?declared(?! as)", Milestone.DECLARED),
    (r"first mitigation attempted", Milestone.MITIGATION_ATTEMPTED),
    (r"mitigation successful|(?:incident (?:is )?)?repaired|mitigated", Milestone.MITIGATED),
    (r"root cause identified", Milestone.ROOT_CAUSE),
    (
        r"resolution confirmed|(?:incident (?:is )?)?resolved|incident declared as resolved"
        r"|service fully (?:restored|recovered)",
        Milestone.RESOLVED,
    ),
    (r"all[- ]clear(?: declared)?", Milestone.ALL_CLEAR),
)
MARKS = (("detection", Milestone.FIRST_SIGNAL), ("recovery", Milestone.RESOLVED))
PATTERNS = [
    *((re.compile(rf"[\s*_]*(?:{words})(?![\w-])", re.IGNORECASE), code) for words, code in STARTS),
    *((re.compile(rf"[\s*_]*{word}[*_]*:", re.IGNORECASE), code) for word, code in MARKS),
]


def milestone_of(event: str) -> str:
    """The milestone that the event begins by naming, or ""."""
    return next((code.value for pattern, code in PATTERNS if pattern.match(event)), "")
