"""Facts under their names: tables of questions and answers, "Time to detection: 5 minutes"."""

import re

from postmortems.document import QUESTIONS, Kind
from postmortems.formats.markdown.blocks import Block, Item
from postmortems.formats.markdown.cells import from_cell
from postmortems.formats.markdown.draft import Draft
from postmortems.formats.markdown.labels import read_choice
from postmortems.formats.markdown.reader import cells_of

ASKED = {
    question.label.casefold().rstrip("?"): question
    for question in QUESTIONS.values()
    if not question.key.endswith("_detail") and question.key not in {"unplaced", "incident_id"}
}
SPAN = re.compile(
    r"[\s*_]*(?P<label>time to (?:detect(?:ion)?|recover(?:y)?|repair|resolve|resolution)|duration)"
    r"[\s*_]*:[\s*_]*(?P<words>.+)",
    re.IGNORECASE | re.DOTALL,
)
TICKED = re.compile(r"\[[xX]\]\s*([^\[\]]+)")
BOX = re.compile(r"\[[ xX]\]")


def read_span(draft: Draft, text: str, source: Block | Item) -> bool:
    """A span that was typed: kept beside the one that is computed, with the name it was given."""
    match = SPAN.fullmatch(text.strip())
    if match is None:
        return False
    label = match["label"].casefold()
    key = "time_to_detect" if "detect" in label else "duration_as_written"
    words = " ".join(match["words"].split())
    return draft.set(key, f"{words} ({match['label']})", source)


def read_table(draft: Draft, block: Block) -> bool:
    """A table of two columns whose left one asks what our template asks."""
    rows = [
        [from_cell(cell) for cell in cells_of(line)]
        for number, line in enumerate(block.source.split("\n"))
        if number != 1
    ]
    if not any(row and row[0].casefold().strip(" ?*_") in ASKED for row in rows):
        return False
    for number, row in enumerate(rows):
        line = block.start + number + (number > 0)
        text = " | ".join(cell for cell in row if cell)
        source = Block("row", line, line + 1, text)
        if text and not _answer(draft, row, source) and number:
            draft.keep(f"- {text}", source)
    return True


def _answer(draft: Draft, row: list[str], source: Block) -> bool:
    question = ASKED.get(row[0].casefold().strip(" ?*_"))
    if question is None or len(row) != 2:  # noqa: PLR2004  question and answer
        return False
    text = row[1]
    if question.kind is Kind.COMPUTED:
        return not text or draft.set("duration_as_written", text, source)
    if question.kind is Kind.CHOICE and question.choices:
        code, words = read_choice(question.choices, _ticked(text))
        draft.set(f"{question.key}_detail", words, source)
        return not text or draft.set(question.key, code, source) or bool(words)
    return not text or draft.set(question.key, text, source)


def _ticked(text: str) -> str:
    """The one box of several that is ticked; all the words where that is not clear."""
    ticked = TICKED.findall(text)
    if len(ticked) == 1 and len(BOX.findall(text)) > 1:
        return str(ticked[0]).strip()
    return text
