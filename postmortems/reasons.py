"""Why something may not happen: the page shows the same sentences that a refusal gives."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A sentence, and what it points at.

    `target` is the write path's name of a field or row; `slug` the section it stands in.
    """

    sentence: str
    target: str = ""
    slug: str = ""


def only(who: str) -> Reason:
    """Why somebody else cannot."""
    return Reason(f"Only {who} can do this.")


class Refused(Exception):
    """A verb that may not happen now, with all the reasons at once; nothing is changed."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(reason.sentence for reason in reasons))
        self.reasons = list(reasons)


def refuse_for(reasons: Sequence[Reason]) -> None:
    """Raises Refused if there are any."""
    if reasons:
        raise Refused(reasons)
