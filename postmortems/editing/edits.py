"""What somebody wants changed, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from postmortems.models import Change


@dataclass(frozen=True)
class Edit:
    """One change of one target, made on the document as it was at `base`.

    `operation` is a list for a text, `{"set": new, "was": seen}` for a value, and
    `{"add" | "del" | "undel" | "move": uid, …}` for rows (`Change` has the details). `base_text` is
    the text its writer saw: with it an edit can be merged however old it is. An edit that `asks` is
    not applied when somebody else has set another value meanwhile. `is_trusted` is what our own
    code made, never a browser: it may add the template's own rows and set what is fixed.
    """

    target: str
    operation: Any
    base: int
    op_id: UUID = field(default_factory=uuid4)
    base_text: str | None = None
    client: str = ""
    asks: bool = False
    is_trusted: bool = False
    restored_from: Change | None = None


@dataclass(frozen=True)
class Ack:
    """The number of the change an edit became, or why it became none.

    Errors: `bad` (malformed), `gone` (no such target), `frozen`, `stale_base` (send the base text),
    `too_long`, `conflict` (somebody else chose `current`), `taken` (the incident id is in use) and
    `fixed` (the template's own row stays). `sentence` says it to a person.
    """

    edit: Edit
    seq: int | None
    error: str = ""
    sentence: str = ""
    current: Any = None


@dataclass(frozen=True)
class Outcome:
    """The document's `seq` after the commit, an ack for each edit, and the changes that were made."""

    seq: int
    acks: Sequence[Ack]
    changes: Sequence[Change]

    @property
    def refused(self) -> list[Ack]:
        return [ack for ack in self.acks if ack.error]


class EditRefused(Exception):
    """An edit that cannot be applied; the others of its commit can."""

    def __init__(self, error: str, sentence: str = "", current: Any = None) -> None:
        super().__init__(sentence or error)
        self.error = error
        self.sentence = sentence
        self.current = current
