"""Timelines of other layouts: tables, bullets and headings that begin with a time."""

import re
from collections.abc import Sequence

from postmortems.formats.markdown.blocks import Block, Item
from postmortems.formats.markdown.cells import from_cell
from postmortems.formats.markdown.draft import Draft
from postmortems.formats.markdown.milestone_words import milestone_of
from postmortems.formats.markdown.moments import find_zone, split_day, split_moment
from postmortems.formats.markdown.reader import cells_of
from postmortems.instants import read_day

TIMELINE = "timeline"
TIME_HEADER = re.compile(r"\b(?:time|date|when|timestamp|utc)\b", re.IGNORECASE)
AT_END = re.compile(
    r"(?P<event>.*?):?\s+(?=(?:[0-9]{4,5}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[:.][0-9]{2}))"
)
LONGEST_LEAD = 60


def add_event(draft: Draft, source: Block | Item, words: str, event: str) -> None:
    """A timed row; the words of the time that are not in it end in the event."""
    time, rest = draft.clock.read(words)
    milestone = milestone_of(event)
    taken = {row["milestone"] for row in draft.rows.get(TIMELINE, [])}
    event = f"{event.strip()} ({rest})" if rest else event.strip()
    milestone = "" if milestone in taken else milestone
    draft.add(TIMELINE, source, time=time, milestone=milestone, event=event)


def read_table(draft: Draft, block: Block, heading: str) -> bool:
    """A table whose header speaks of a time; False where it does not."""
    lines = block.source.split("\n")
    header = cells_of(lines[0])
    column = next((n for n, cell in enumerate(header) if TIME_HEADER.search(cell)), None)
    if column is None or len(header) < 2:  # noqa: PLR2004  a time and what happened
        return False
    use_zone(draft, header[column])
    others = [name for n, name in enumerate(header) if n != column and not is_event(name)]
    if others:
        draft.keep(" · ".join(others), block, heading=heading)
    for number, line in enumerate(lines[2:], start=block.start + 2):
        cells = [from_cell(cell) for cell in cells_of(line)]
        time = cells.pop(column) if column < len(cells) else ""
        source = Block("row", number, number + 1, line)
        if time or any(cells):
            add_event(draft, source, time, " — ".join(cell for cell in cells if cell))
    return True


def is_event(header: str) -> bool:
    return header.strip(" *_").casefold() in {"event", "events", "time", "utc", ""}


def read_list(draft: Draft, block: Block) -> bool:
    """A list in which at least one point has a time; False where none has."""
    if not any(timed(item.text) for item in block.items):
        return False
    for item in block.items:
        words, event = timed(item.text) or ("", item.text)
        if words or not draft.has_rows(TIMELINE):
            add_event(draft, item, words, event)
        else:
            draft.extend_row(TIMELINE, "event", f"- {item.text}", item)
    return True


def timed(text: str) -> tuple[str, str] | None:
    """The words of the time and the event, for "16:58 UTC - X" and "X: 2026-11-20 16:58"."""
    first, _, below = text.partition("\n")
    if found := split_moment(first):
        return found.words, f"{found.rest}\n{below}".strip()
    match = AT_END.match(first)
    if match is None or len(match["event"]) > LONGEST_LEAD or not match["event"]:
        return None
    found = split_moment(first[match.end() :])
    if found is None or found.rest.strip(" .)*_"):
        return None
    return found.words, f"{match['event']}\n{below}".strip()


def read_paragraph(draft: Draft, block: Block) -> bool:
    """Lines that each begin with a time; False where the first does not."""
    lines = block.source.split("\n")
    if not split_moment(lines[0]):
        return False
    for number, line in enumerate(lines, start=block.start):
        source = Block("line", number, number + 1, line)
        if found := split_moment(line):
            add_event(draft, source, found.words, found.rest)
        else:
            row = draft.rows[TIMELINE][-1]
            row["event"] = f"{row['event']}\n{line.strip()}"
            draft.note(source, TIMELINE, row=len(draft.rows[TIMELINE]))
    return True


def read_heading(draft: Draft, block: Block) -> bool:
    """A heading that begins with a time or a day: a row of its own."""
    if found := split_moment(block.text):
        add_event(draft, block, found.words, found.rest)
        return True
    found = split_day(block.text)
    if found is None:
        return False
    day, _ = read_day(found.words, near=draft.clock.day)
    if day:
        draft.clock.day, draft.clock.above = day, None
    draft.add(TIMELINE, block, time=found.words, milestone="", event=found.rest.strip())
    return True


def use_zone(draft: Draft, text: str) -> bool:
    found = find_zone(text)
    if found is None:
        return False
    draft.clock.zone_name, draft.clock.zone = found
    return True


def read_blocks(draft: Draft, blocks: Sequence[Block], heading: str) -> None:
    """What stands below a heading of the timeline."""
    for block in blocks:
        if block.kind == "table" and read_table(draft, block, heading):
            continue
        if block.kind == "list" and read_list(draft, block):
            continue
        if block.kind == "paragraph" and read_paragraph(draft, block):
            continue
        is_remark = use_zone(draft, block.source) and not draft.has_rows(TIMELINE)
        if draft.has_rows(TIMELINE) and not is_remark and block.kind != "table":
            draft.extend_row(TIMELINE, "event", block.source, block)
        else:
            draft.keep(block.source, block, heading=heading)
