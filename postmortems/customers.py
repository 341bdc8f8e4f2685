"""Whether an incident affected customers, as its impact says; what is not said counts as yes."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postmortems.models import Postmortem

# Whole answers that say "nobody"; whatever else is written, "hardly anyone" too, is somebody.
NOBODY = re.compile(
    r"(?:0|zero|no|none|nobody|no one|nil|-|n/?a|not affected|not applicable)"
    r"(?: (?:(?:external|paying) )?(?:users?|customers?))?(?: (?:was|were))?(?: affected)?"
)
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def affects_customers(postmortem: "Postmortem") -> bool:
    """Only an incident that says of its users that none was affected, and told no customer, did not.

    Needs the impact, as `with_people` reads it.
    """
    impact = postmortem.impact
    return not _is_nobody(impact.users_affected) or not (
        _is_unsaid(impact.customers_notified) or _is_nobody(impact.customers_notified)
    )


def _is_unsaid(words: str) -> bool:
    return not words.strip()


def _is_nobody(words: str) -> bool:
    bare = " ".join(words.translate(DASHES).casefold().strip(" \t\n.!;").split())
    return NOBODY.fullmatch(bare) is not None
