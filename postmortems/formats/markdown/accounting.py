"""Counts words, so that an import can show that it lost none."""

import re
from collections import Counter
from collections.abc import Iterable

from postmortems.content import Content
from postmortems.document import QUESTIONS, SECTIONS, TABLES

# Letters and digits, or signs beyond ASCII such as ticks; typographic marks are no words.
ATOM = re.compile(r"[^\W_]+|[^\w\s\x00-\x7f\u00a0-\u00bf\u2010-\u2027\u2030-\u205e\ufe0f]")
BLANKS = re.compile(r"&(?:emsp|ensp|nbsp|amp|lt|gt);|<br\s*/?>", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The words of Markdown, without its marks: what lies between blanks and says something."""
    return [word for word in BLANKS.sub(" ", text).split() if ATOM.search(word)]


def atoms(text: str) -> Counter[str]:
    """How often each run of letters or digits occurs, whatever marks stand around it."""
    return Counter(ATOM.findall(BLANKS.sub(" ", text)))


def missing(source: str, content: Content) -> Counter[str]:
    """What the source says and neither the content nor the template's own labels do."""
    return atoms(source) - (atoms(all_words(content)) + LABELS)


def all_words(content: Content) -> str:
    rows = (row for table in content.rows.values() for row in table)
    return "\n".join([*content.answers.values(), *(cell for row in rows for cell in row.values())])


def _labels() -> Iterable[str]:
    for section in SECTIONS:
        yield section.title
        yield from (part.heading for part in section.parts if part.heading)
    yield from (question.label for question in QUESTIONS.values() if question.kind.is_editable)
    yield from (label for table in TABLES.values() for label in table.header)


LABELS = atoms(" ".join(dict.fromkeys(_labels())))
