"""The Event cells of the timeline: a milestone's label begins the cell of its row.

Of several cells that could name the same milestone, one does: the first that is exactly the label,
or the label and a full stop; where there is none, the first that begins with its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postmortems.choices import Milestone
from postmortems.formats.markdown.cells import escape, unescape
from postmortems.formats.markdown.labels import Labels, Picked, labels_of


@dataclass
class Claims:
    """Which milestones were named so far, and which are named strictly anywhere in the table."""

    labels: Labels
    strict_anywhere: set[str]
    strict: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    def claim(self, text: str) -> Picked:
        code, words = self.parse(text)
        (self.strict if self.labels.strict(text) else self.loose).update({code} - {""})
        return code, words

    def parse(self, text: str) -> Picked:
        found = self.labels.strict(text)
        if found:
            return ("", text) if found[0] in self.strict else found
        code = self.labels.loose(text)
        return ("" if code in self.strict_anywhere | self.loose else code), text

    def is_misread(self, text: str) -> bool:
        return bool(self.parse(text)[0])


def read_events(texts: Sequence[str]) -> list[Picked]:
    """The milestone ("" for none) and the words of each Event cell."""
    labels = labels_of(Milestone)
    claims = Claims(labels, {found[0] for text in texts if (found := labels.strict(text))})
    picked = []
    for text in texts:
        words, is_escaped = unescape(text, is_misread=claims.is_misread)
        picked.append(("", words) if is_escaped else claims.claim(words))
    return picked


def write_events(rows: Sequence[Mapping[str, str]]) -> list[str]:
    labels = labels_of(Milestone)
    firsts: dict[str, str] = {}
    for row in rows:
        firsts.setdefault(row["milestone"], row["event"])
    strict = {code for code, words in firsts.items() if not labels.says_itself(code, words)}
    claims = Claims(labels, strict - {""})
    texts = []
    for row in rows:
        if row["milestone"]:
            text = labels.spell(row["milestone"], row["event"])
            claims.claim(text)
        else:
            text = escape(row["event"], is_misread=claims.is_misread)
        texts.append(text)
    return texts
