"""Reads any written post-mortem: our template first, whatever else it may be otherwise."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from postmortems.content import Content, blank
from postmortems.document import LONGEST_TEXT, TABLES
from postmortems.formats.markdown import accounting, front_matter
from postmortems.formats.markdown.blocks import Block, TooDeep, parse
from postmortems.formats.markdown.draft import Draft, Piece
from postmortems.formats.markdown.fitting import fitted
from postmortems.formats.markdown.gaps import with_gaps
from postmortems.formats.markdown.headings import meaning_of
from postmortems.formats.markdown.key_events import unfold
from postmortems.formats.markdown.moments import Clock, find_day, find_year
from postmortems.formats.markdown.reader import is_template, load
from postmortems.formats.markdown.sections import outline, place
from postmortems.formats.markdown.writer import dump

Missing = Callable[[str, Content], Counter[str]]

MOST_BYTES = 2_000_000
LONGEST_TITLE = 300
INCIDENT_ID = re.compile(
    r"(?<![A-Za-z0-9])((?:PM|INC|IR|SEV)-?[0-9]{2,4}-[0-9]{1,5})(?![0-9])", re.I
)
NAME_END = re.compile(r"(?:\.html)?(?:\.(?:md|markdown|txt|erb))*$", re.IGNORECASE)
SETTINGS = ("metrics", "distribution", "related-documents")  # the template's own rows stay


class Unreadable(ValueError):
    """The sentence that says why a text is not read."""


@dataclass(frozen=True)
class Report:
    """Counts of words: `words` = placed + unplaced; none is lost."""

    words: int
    words_placed: int
    words_unplaced: int
    words_lost: int
    timeline_rows: int
    actions: int
    warnings: tuple[str, ...] = ()
    words_netted: int = 0  # would have been lost, and were added to the unplaced ones


@dataclass(frozen=True)
class Reading:
    """`pieces` says line by line of the source what went where, in the source's order."""

    content: Content
    report: Report
    pieces: tuple[Piece, ...] = field(default=())


def decode(file: bytes) -> str:
    """The text of an uploaded file. Unreadable for what is no text, or too long."""
    if len(file) > MOST_BYTES:
        raise Unreadable("This file is larger than 2 MB. A post-mortem is a text of some pages.")
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = file.decode("utf-16") if file[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
    if not text and file:
        raise Unreadable("This file is not a text in UTF-8.")
    if "\0" in text:
        raise Unreadable("This file is not a text: it holds bytes that no text has.")
    return text


def read(text: str, *, name: str = "", zone: tzinfo = UTC) -> Reading:
    """The content of a written post-mortem. `name` is its file's, `zone` that of unmarked times.

    Raises Unreadable, and nothing else, for any text.
    """
    text = _normal(text)
    if is_template(text):
        return _read_template(text, name)
    try:
        return _read_other(text, name, zone)
    except TooDeep:
        raise Unreadable("Lists or quotes are nested too deeply to be read.") from None


def _normal(text: str) -> str:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Unreadable("This text is longer than 2 MB. A post-mortem is a text of some pages.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise Unreadable("This is not a text: it holds bytes that no text has.")
    if not text.strip():
        raise Unreadable("There is nothing in this text.")
    return text.encode(errors="replace").decode()


def _read_template(text: str, name: str) -> Reading:
    content = load(text)
    warnings = []
    if content == blank():
        warnings.append("This is an empty template.")
    unplaced = [Piece(1, text.count("\n") + 1, text, "template")]
    rows = dict(content.rows)
    if rows["attachments"]:
        rows["attachments"] = ()
        warnings.append("Screenshots do not travel in Markdown: add them again.")
    answers = dict(content.answers)
    answers["incident_id"] = answers["incident_id"] or _incident_id(name)
    return _counted(text, Content(answers, rows), tuple(unplaced), warnings, missing=_unsaid)


def _unsaid(text: str, content: Content) -> Counter[str]:
    """What a filled-in template says and the template filled in with the content does not."""
    return accounting.atoms(text) - accounting.atoms(dump(content))


def _read_other(text: str, name: str, zone: tzinfo) -> Reading:
    skipped, settings_title = front_matter.split(text)
    lines = text.split("\n")
    body = "\n".join([*[""] * skipped, *lines[skipped:]])
    blocks = unfold(parse(body))
    title = _title_block(blocks)
    words = (title.text if title else "") or settings_title or _stem(name)
    draft = Draft(Clock(zone, _zone_name(zone)))
    draft.clock.year = find_year(words) or find_year(name) or find_year(text)
    draft.clock.day = find_day(words) or find_day(_stem(name)) or find_day(text)
    if skipped:
        settings = Block("settings", 0, skipped, "\n".join(lines[1 : skipped - 1]))
        draft.keep(settings.source, settings)
    _take_title(draft, title, words)
    for section in outline(blocks, title):
        place(draft, section)
    draft.answers["incident_id"] = _incident_id(f"{name} {words}")
    _warn(draft, text)
    pieces = tuple(sorted(draft.pieces, key=lambda piece: (piece.start, piece.end)))
    content = _with_template_rows(draft.content())
    return _counted(text, content, pieces, draft.warnings, headings=draft.headings)


def _title_block(blocks: list[Block]) -> Block | None:
    headings = [block for block in blocks if block.kind == "heading"]
    first = next((block for block in headings if block.level == 1), None)
    first = first or (headings[0] if headings else None)
    return None if first is None or meaning_of(first.text) else first


def _take_title(draft: Draft, title: Block | None, words: str) -> None:
    draft.answers["title"] = words[:LONGEST_TITLE]
    if title:
        draft.note(title, "title")
        if len(words) > LONGEST_TITLE:
            draft.keep(words[LONGEST_TITLE:], title)


def _with_template_rows(content: Content) -> Content:
    rows = {key: content.table(key) or TABLES[key].presets for key in SETTINGS}
    full = with_gaps(Content(content.answers, {**content.rows, **rows}))
    return full.complete()


def _counted(
    text: str,
    content: Content,
    pieces: tuple[Piece, ...],
    warnings: list[str],
    *,
    headings: Sequence[str] = (),
    missing: Missing = accounting.missing,
) -> Reading:
    """The reading with its counts; words that were nowhere are added to the unplaced ones."""
    content = fitted(content)
    netted = missing(text, content)
    if netted:
        content = _with_netted(text, content, netted, headings)
    if len(content.unplaced) > LONGEST_TEXT:
        raise Unreadable("Too little of this text was understood: it would all be unplaced.")
    words = len(accounting.words(text))
    unplaced = min(len(accounting.words(content.unplaced)), words)
    lost = sum(missing(text, content).values())
    report = Report(
        words=words,
        words_placed=words - unplaced - lost,
        words_unplaced=unplaced,
        words_lost=lost,
        timeline_rows=sum(1 for row in content.table("timeline") if row["time"]),
        actions=sum(len(content.table(key)) for key in TABLES if TABLES[key].model == "Action"),
        warnings=tuple(dict.fromkeys(warnings)),
        words_netted=sum(netted.values()),
    )
    return Reading(content, report, pieces)


def _with_netted(
    text: str, content: Content, netted: Counter[str], headings: Sequence[str]
) -> Content:
    """The headings that became ours, and the words that are nowhere else, in their order."""
    left = netted.copy()
    renamed = []
    for heading in headings:
        if left & accounting.atoms(heading):
            left -= accounting.atoms(heading)
            renamed.append(heading)
    others = []
    for atom in accounting.ATOM.findall(accounting.BLANKS.sub(" ", text)):
        if left[atom] > 0:
            left[atom] -= 1
            others.append(atom)
    said = {"Headings of the source": " · ".join(renamed), "Other words": " ".join(others)}
    lines = [f"{name}: {words}" for name, words in said.items() if words]
    return content.with_unplaced(*lines)


def _warn(draft: Draft, text: str) -> None:
    rows = [row for key, rows in draft.rows.items() if key.endswith("-actions") for row in rows]
    unowned = sum(1 for row in rows if not row.get("owner"))
    undated = sum(1 for row in rows if not row.get("due_date"))
    draft.warnings += draft.clock.guesses
    if unowned:
        draft.warnings.append(f"{unowned} of {len(rows)} actions name no owner.")
    if undated:
        draft.warnings.append(f"{undated} of {len(rows)} actions have no due date.")
    if not draft.has_rows("timeline"):
        draft.warnings.append("No timeline was found.")
    if (
        sum(1 for line in text.split("\n") if line.lower().startswith(("**duration", "duration")))
        > 1
    ):
        draft.warnings.append("Several incidents may be in this text: it was read as one.")


def _incident_id(text: str) -> str:
    match = INCIDENT_ID.search(text)
    return match[1] if match else ""


def _stem(name: str) -> str:
    return NAME_END.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).replace("_", " ").strip()


def _zone_name(zone: tzinfo) -> str:
    return "" if zone is UTC else str(zone)
