"""Documents that are one list: each point begins with its name in bold, as a heading would."""

import re
from collections.abc import Iterator, Sequence

from postmortems.formats.markdown.blocks import Block, Item, parse
from postmortems.formats.markdown.headings import meaning_of, plain

LABEL = re.compile(r"\*\*(?P<label>[^*\n]+?)\s*:?\s*\*\*[ \t]*:?[ \t]*")
BELOW_ALL = 7
LONGEST_LABEL = 5


def unfold(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, such lists replaced by headings and what stands under them."""
    return [part for block in blocks for part in _unfold(block)]


def _unfold(block: Block) -> Iterator[Block]:
    if block.kind != "list" or not any(_is_known(item) for item in block.items):
        yield block
        return
    for item in block.items:
        match = LABEL.match(item.text)
        if match is None or len(plain(match["label"]).split()) > LONGEST_LABEL:
            yield Block("list", item.start, item.end, f"- {item.text}", items=(item,))
            continue
        label = match["label"]
        yield Block("heading", item.start, item.start + 1, label, BELOW_ALL)
        yield from parse(item.text[match.end() :], at=item.start)


def _is_known(item: Item) -> bool:
    match = LABEL.match(item.text)
    return bool(match and meaning_of(match["label"]))
