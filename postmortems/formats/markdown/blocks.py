"""Markdown as blocks that keep their source: headings, paragraphs, lists, tables, code and so on.

Every line that is not blank belongs to exactly one block.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 50
KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "blockquote_open": "quote",
    "fence": "code",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
}
MARKER = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])(?: |\t|$)")
HEADING_MARKS = re.compile(r"^\s*#{1,6}\s+|\s+#+\s*$|^\s*#{1,6}$")


class TooDeep(ValueError):
    """Lists or quotes nested beyond reason."""


@dataclass(frozen=True)
class Item:
    """One point of a list: its Markdown without the marker, and the line it starts on."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Block:
    """`start` and `end` are lines of the source, counted from 0, `end` beyond the last one."""

    kind: str
    start: int
    end: int
    source: str
    level: int = 0
    items: tuple[Item, ...] = field(default=())

    @property
    def text(self) -> str:
        """The words of a heading without its marks; of others the source."""
        if self.kind != "heading":
            return self.source
        lines = self.source.split("\n")
        if len(lines) > 1:  # underlined
            lines = lines[:-1]
        return " ".join(HEADING_MARKS.sub("", line).strip() for line in lines)


def parse(text: str, *, at: int = 0) -> list[Block]:
    """The blocks of the text; their lines are counted from `at`. TooDeep if absurdly nested."""
    lines = text.split("\n")
    tokens = MARKDOWN.parse(text)
    if max((token.level for token in tokens), default=0) > DEEPEST:
        raise TooDeep
    blocks: list[Block] = []
    covered = 0
    for index, token in enumerate(tokens):
        if token.level or not token.map or token.type not in KINDS:
            continue
        start, end = _trim(lines, *token.map)
        blocks += _between(lines, covered, start, at)
        blocks.append(_block(token, tokens, index, lines, (start, end), at))
        covered = max(end, covered)
    return [*blocks, *_between(lines, covered, len(lines), at)]


def _block(
    token: Token,
    tokens: Sequence[Token],
    index: int,
    lines: Sequence[str],
    span: tuple[int, int],
    at: int,
) -> Block:
    start, end = span
    kind = KINDS[token.type]
    level = int(token.tag[1:]) if kind == "heading" else 0
    items = tuple(_items(tokens, index, lines, at)) if kind == "list" else ()
    return Block(kind, at + start, at + end, "\n".join(lines[start:end]), level, items)


def _items(tokens: Sequence[Token], index: int, lines: Sequence[str], at: int) -> Iterator[Item]:
    for token in tokens[index + 1 :]:
        if token.level == 0:
            return
        if token.type == "list_item_open" and token.level == 1 and token.map:
            start, end = _trim(lines, *token.map)
            yield Item(at + start, at + end, _without_marker(lines[start:end]))


def _without_marker(lines: Sequence[str]) -> str:
    marker = MARKER.match(lines[0])
    width = marker.end() if marker else 0
    first = lines[0][width:]
    rest = (line[min(width, len(line) - len(line.lstrip())) :] for line in lines[1:])
    return "\n".join([first.strip(), *rest]).rstrip()


def _between(lines: Sequence[str], start: int, end: int, at: int) -> Iterator[Block]:
    """Lines that make no block, such as the addresses of links."""
    start, end = _trim(lines, start, end)
    while start < end and not lines[start].strip():
        start += 1
    if start < end:
        source = "\n".join(lines[start:end])
        yield Block("other", at + start, at + end, source)


def _trim(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return start, end


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 10}).enable("table")
    return parser.disable(["inline", "text_join"])


MARKDOWN = _markdown()
