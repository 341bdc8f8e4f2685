"""Puts what stands under the headings of other layouts where our template asks for it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from postmortems.formats.markdown import actions, facts, timelines
from postmortems.formats.markdown.blocks import Block, Item
from postmortems.formats.markdown.draft import Draft, one_line
from postmortems.formats.markdown.headings import meaning_of
from postmortems.formats.markdown.moments import split_day, split_moment

ANSWERS = {
    "summary": "impact_summary",
    "impact": "impact_summary",
    "root-cause": "what_happened",
    "detection": "how_detected",
    "response": "what_happened",
}
ACTIONS = {
    "short": "short-term-actions",
    "actions": "short-term-actions",
    "long": "long-term-actions",
}
LESSONS = {"did-well": "did-well-lessons", "lucky": "did-well-lessons"}
LUCK = "We got lucky: "
LEAD = re.compile(r"\*\*(?P<lead>[^*\n]{2,80}?)\**:?\*\*\s*:?\s+(?P<rest>\S.*)", re.DOTALL)
ACTION_MARK = re.compile(r"^\[?\*{0,2}action item:?\]?\*{0,2}:?\s*", re.IGNORECASE)
NO_ACTION = {"", "n/a", "na", "none", "nothing", "tbd", "-"}
LONGEST_FACTOR = 120


@dataclass(frozen=True)
class Section:
    """A heading (None before the first one), what it stands for, and the blocks below it."""

    heading: Block | None
    meaning: str
    blocks: tuple[Block, ...]
    is_named: bool = True  # the heading says so itself, not the one above it

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""


def place(draft: Draft, section: Section) -> None:
    """Every block of the section into the draft."""
    if section.heading and section.is_named and section.meaning:
        draft.note(section.heading, section.meaning)
        draft.headings.append(section.title)
    if section.meaning == "timeline":
        _place_timeline(draft, section)
        return
    blocks = [block for block in section.blocks if not _is_placed_anywhere(draft, block, section)]
    PLACES.get(section.meaning, _keep)(draft, section, blocks)


def _is_placed_anywhere(draft: Draft, block: Block, section: Section) -> bool:
    """What is recognised by itself, whatever stands above it."""
    if block.kind == "table":
        if section.meaning in ACTIONS and actions.read_table(
            draft, block, ACTIONS[section.meaning]
        ):
            return True
        return facts.read_table(draft, block) or timelines.read_table(draft, block, section.title)
    text = ACTION_MARK.sub("", block.source)
    if block.kind == "paragraph" and text != block.source and text:
        actions.add_action(draft, "short-term-actions", block, text, done=False)
        return True
    return block.kind == "rule"


def _place_timeline(draft: Draft, section: Section) -> None:
    if section.heading and section.is_named:
        timelines.use_zone(draft, section.title)
    elif section.heading and not timelines.read_heading(draft, section.heading):
        if draft.has_rows("timeline"):
            draft.extend_row("timeline", "event", f"**{section.title}**", section.heading)
        else:
            draft.keep(f"**{section.title}**", section.heading)
    is_untimed = section.title.casefold() == "context" and not any(
        timelines.timed(item.text) for block in section.blocks for item in block.items
    )
    if is_untimed:
        for block in section.blocks:
            draft.say("what_happened", block.source, block, above=section.title)
        return
    timelines.read_blocks(draft, section.blocks, section.title or "Timeline")


def _place_answer(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    is_plain = section.is_named and section.meaning in {"summary", "root-cause", "detection"}
    above = "" if is_plain else section.title
    for block in blocks:
        draft.say(ANSWERS[section.meaning], block.source, block, above=above)
    if section.heading and not blocks and not section.is_named:
        draft.say(ANSWERS[section.meaning], f"**{section.title}**", section.heading)


def _place_factors(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    for source, text in _points(blocks):
        match = LEAD.fullmatch(text)
        factor, contribution = (match["lead"], match["rest"]) if match else (text, "")
        if not match and (len(text) > LONGEST_FACTOR or "\n" in text):
            factor, contribution = _first_sentence(text)
        draft.add("contributing-factors", source, factor=factor, contribution=contribution)


def _first_sentence(text: str) -> tuple[str, str]:
    """The first line or sentence, and the rest."""
    line, _, below = text.partition("\n")
    if below:
        return line, below.strip("\n")
    match = re.match(r"(.{20,120}?[.;:])\s+(\S.*)", text, re.DOTALL)
    return (match[1], match[2]) if match else (text, "")


def _place_actions(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    table = ACTIONS[section.meaning]
    is_done = "completed" in section.title.casefold()
    for block in blocks:
        if block.kind == "list":
            for item in block.items:
                text = ACTION_MARK.sub("", item.text)
                if text.strip(" .").casefold() in NO_ACTION:
                    draft.keep(f"- {item.text}", item, heading=section.title)
                    continue
                actions.add_action(draft, table, item, text, done=is_done)
        else:
            draft.keep(block.source, block, heading=section.title)


def _place_lessons(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    table = LESSONS.get(section.meaning, "to-improve-lessons")
    lead = LUCK if section.meaning == "lucky" else ""
    for source, text in _points(blocks):
        draft.add(table, source, text=one_line(lead + actions.flat(text)))


def _place_documents(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    for source, text in _points(blocks):
        draft.add("related-documents", source, document=one_line(text), purpose="")


def _place_stats(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    for block in blocks:
        if block.kind == "list":
            for item in block.items:
                if not facts.read_span(draft, item.text, item):
                    draft.keep(f"- {item.text}", item, heading=section.title)
        elif not facts.read_span(draft, f"{section.title}: {block.source}", block):
            draft.keep(block.source, block, heading=section.title)


def _keep(draft: Draft, section: Section, blocks: Sequence[Block]) -> None:
    for block in blocks:
        draft.keep(block.source, block, heading=section.title)
    if section.heading and not section.blocks and not section.meaning:
        draft.keep(f"**{section.title}**", section.heading)


def _points(blocks: Sequence[Block]) -> list[tuple[Block | Item, str]]:
    """The points of lists, and each other block as one."""
    points: list[tuple[Block | Item, str]] = []
    for block in blocks:
        points += [(item, item.text) for item in block.items] or [(block, block.source)]
    return [(source, text) for source, text in points if text.strip(" -*+\n")]


PLACES: Mapping[str, Callable[[Draft, Section, Sequence[Block]], None]] = {
    **dict.fromkeys(ANSWERS, _place_answer),
    **dict.fromkeys(ACTIONS, _place_actions),
    **dict.fromkeys(("did-well", "lucky", "to-improve", "lessons"), _place_lessons),
    "factors": _place_factors,
    "documents": _place_documents,
    "stats": _place_stats,
}


def outline(blocks: Sequence[Block], title: Block | None) -> list[Section]:
    """The blocks under their headings; a heading that says nothing to us is part of the one above."""
    stack: list[tuple[int, str]] = []
    sections: list[Section] = []
    heading: Block | None = None
    below: list[Block] = []
    meaning, is_named = "summary", True
    for block in blocks:
        if block is title:
            continue
        if block.kind != "heading":
            below.append(block)
            continue
        sections.append(Section(heading, meaning, tuple(below), is_named))
        heading, below = block, []
        own = meaning_of(block.text)
        while stack and stack[-1][0] >= block.level:
            stack.pop()
        inherited = stack[-1][1] if stack else ""
        is_time = inherited == "timeline" and bool(
            split_moment(block.text) or split_day(block.text)
        )
        meaning, is_named = (own, True) if own and not is_time else (inherited, False)
        stack.append((block.level, meaning))
    return [*sections, Section(heading, meaning, tuple(below), is_named)]
