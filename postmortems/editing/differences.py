"""Where two texts are the same and where they differ, in bounded time."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Coarse first: what lines cannot explain is looked at in sentences, what these cannot, in words.
LINES = re.compile(r".*\n|.+")
SENTENCES = re.compile(r".+?[.!?;:]\s+|.+", re.DOTALL)
WORDS = re.compile(r"\w+\s*|\W\s*")
GRAINS = (LINES, SENTENCES, WORDS)

# difflib's cost grows with the pairs of equal pieces, and with the stretches it finds among them.
# A comparison that could cost more than this gives way to a plain replacement.
MOST_COMPARISONS = 2_000_000


@dataclass(frozen=True)
class Stretch:
    """A piece of the old text and the piece of the new text that stands in its place."""

    old: str
    new: str

    @property
    def is_same(self) -> bool:
        return self.old == self.new


def differences(old: str, new: str) -> Iterator[Stretch]:
    """The stretches of both texts in order; put together, they are the texts."""
    return _compare(old, new, grains=GRAINS)


def _compare(old: str, new: str, *, grains: tuple[re.Pattern[str], ...]) -> Iterator[Stretch]:
    start = _common_start(old, new)
    end = _common_start(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    yield from _unless_empty(old[:start], new[:start])
    if grains and old_middle and new_middle:
        yield from _compare_pieces(old_middle, new_middle, grains=grains)
    else:
        yield from _unless_empty(old_middle, new_middle)
    yield from _unless_empty(old[len(old) - end :], new[len(new) - end :])


def _common_start(old: str, new: str) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _unless_empty(old: str, new: str) -> Iterator[Stretch]:
    if old or new:
        yield Stretch(old, new)


def _compare_pieces(
    old: str, new: str, *, grains: tuple[re.Pattern[str], ...]
) -> Iterator[Stretch]:
    grain, *finer = grains
    old_pieces, new_pieces = grain.findall(old), grain.findall(new)
    if not _is_affordable(old_pieces, new_pieces):
        yield Stretch(old, new)
        return
    matcher = SequenceMatcher(None, old_pieces, new_pieces, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        old_part, new_part = "".join(old_pieces[i:j]), "".join(new_pieces[k:m])
        if tag == "equal":
            yield Stretch(old_part, new_part)
        else:
            yield from _compare(old_part, new_part, grains=tuple(finer))


def _is_affordable(old: list[str], new: list[str]) -> bool:
    in_old, in_new = Counter(old), Counter(new)
    pairs = sum(count * in_new[piece] for piece, count in in_old.items())
    return pairs * min(len(old), len(new)) <= MOST_COMPARISONS
