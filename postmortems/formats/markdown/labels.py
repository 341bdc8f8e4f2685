"""A choice and the words beside it in one cell: "Yes. 40 minutes over", or "yes, 40 minutes"."""

import re
from functools import cache

from django.db.models import TextChoices

from postmortems.formats.markdown.cells import escape, unescape

# "No idea" is not a no: after these a comma, a stop or the end is wanted.
SHORT_ANSWERS = {"yes", "no", "unknown", "partially"}
STOP = r"(?=$|\s*[,.;:!()]|\s+[–—-]\s)"
WORD_END = r"(?![\w-])"

Picked = tuple[str, str]


class Labels:
    """The labels of one kind of choice, as they are found at the start of a cell."""

    def __init__(self, choices: type[TextChoices]) -> None:
        self.labels = {str(choice.value): str(choice.label) for choice in choices}
        longest_first = sorted(self.labels.items(), key=lambda pair: -len(pair[1]))
        self.starts = [(code, _start(label)) for code, label in longest_first]

    def strict(self, text: str) -> Picked | None:
        """The code and the rest of "Label" or "Label. rest".

        None for "Yes. yes, 40 minutes": that is what the words "Yes. yes, 40 minutes" look like.
        """
        for code, label in self.labels.items():
            if text == label:
                return code, ""
            if text.startswith(f"{label}. "):
                base = re.sub(rf"^(?:{re.escape(label)}\. )+", "", text)
                is_whole = not base or (base != label and self.loose(base) == code)
                return None if is_whole else (code, text[len(label) + 2 :])
        return None

    def loose(self, text: str) -> str:
        """The code of the label that the text begins with in some way, or ""."""
        return next((code for code, start in self.starts if start.match(text)), "")

    def says_itself(self, code: str, words: str) -> bool:
        """Whether the words alone already tell the choice."""
        return self.loose(words) == code and self.strict(words) is None

    def spell(self, code: str, words: str) -> str:
        label = self.labels.get(code, code)
        if self.says_itself(code, words):
            return words
        return f"{label}. {words}" if words else label


@cache
def labels_of(choices: type[TextChoices]) -> Labels:
    return Labels(choices)


def write_choice(choices: type[TextChoices], code: str, words: str) -> str:
    labels = labels_of(choices)
    if code:
        return labels.spell(code, words)
    return escape(words, is_misread=lambda text: bool(_parse(labels, text)[0]))


def read_choice(choices: type[TextChoices], text: str) -> Picked:
    labels = labels_of(choices)
    words, is_escaped = unescape(text, is_misread=lambda named: bool(_parse(labels, named)[0]))
    return ("", words) if is_escaped else _parse(labels, words)


def _parse(labels: Labels, text: str) -> Picked:
    return labels.strict(text) or (labels.loose(text), text)


def _start(label: str) -> re.Pattern[str]:
    ending = STOP if label.lower() in SHORT_ANSWERS else WORD_END
    return re.compile(re.escape(label) + ending, re.IGNORECASE)
