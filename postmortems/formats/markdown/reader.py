"""Reads the template, filled in: what `writer.dump` writes, and what people wrote into the file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from postmortems.choices import FollowUpPeriod, SignOffRole
from postmortems.content import Content
from postmortems.document import SECTIONS, TABLES, Answers, Kind, Question, Section, Table
from postmortems.formats.markdown import checklists, layout, rows
from postmortems.formats.markdown.cells import from_cell, read_edges
from postmortems.formats.markdown.gaps import with_gaps
from postmortems.formats.markdown.labels import read_choice

Row = Mapping[str, str]
Part = Answers | Table

PIPE = re.compile(r"(?<!\\)\|")
RULE_CELL = re.compile(r":?-+:?")
UNPLACED = re.compile(rf"(?:^|\n){layout.RULE}\n+{layout.UNPLACED}\n{{1,2}}")
MOST_TITLES = 10  # of the thirteen: an author may have left some out
TITLES = {f"## {section.title}": section for section in SECTIONS}
DRAWN = {f"### {part.heading}" for section in SECTIONS for part in section.parts if part.heading}
SAID = {layout.TITLE, layout.RULE, "", *layout.NOTE.split("\n"), *TITLES, *DRAWN}
ROLES = {role.label: role.value for role in SignOffRole}


@dataclass
class Gathered:
    """What was read so far; `strays` are lines that are not the template's."""

    answers: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)

    def table(self, key: str) -> list[Row]:
        return self.rows.setdefault(key, [])


def is_template(text: str) -> bool:
    """Whether the text has the template's headings and its own tables below them."""
    lines = {line.rstrip() for line in text.split("\n")}
    whys = layout.header_lines(TABLES["whys"])[0]
    return len(TITLES.keys() & lines) >= MOST_TITLES and whys in lines


def load(text: str) -> Content:
    """The content of a filled-in template; lines that are not the template's go to `unplaced`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body, unplaced = _cut_unplaced(text)
    gathered = Gathered()
    for section, heading, lines in _stretches(body.split("\n"), gathered):
        _read_stretch(section, heading, lines, gathered)
    content = Content(gathered.answers, {key: tuple(rows) for key, rows in gathered.rows.items()})
    strays = "\n".join(gathered.strays).strip("\n")
    return with_gaps(content.with_unplaced(strays, unplaced))


def _cut_unplaced(text: str) -> tuple[str, str]:
    last = f"## {SECTIONS[-1].title}\n"
    match = UNPLACED.search(text, max(text.find(last), 0))
    if match is None:
        return text, ""
    return text[: match.start()], text[match.end() :].removesuffix("\n")


def _stretches(
    lines: Sequence[str], gathered: Gathered
) -> list[tuple[Section | None, str, list[str]]]:
    """The lines between headings of the template, with the section and the heading above them."""
    section: Section | None = None
    found: list[tuple[Section | None, str, list[str]]] = [(None, "", [])]
    for line in lines:
        bare = line.rstrip()
        if bare in TITLES:
            section = TITLES[bare]
            found.append((section, "", []))
        elif section and bare.startswith("### ") and _parts(section, bare[4:]):
            found.append((section, bare[4:], []))
        else:
            found[-1][2].append(line)
    return found


def _parts(section: Section, heading: str) -> list[Part]:
    return [part for part in section.parts if getattr(part, "heading", "") == heading]


def _read_stretch(
    section: Section | None, heading: str, lines: Sequence[str], gathered: Gathered
) -> None:
    if section is None:
        _stray(lines, gathered, said={*layout.NOTE.split("\n"), layout.TITLE, layout.RULE})
        return
    parts = [part for part in _parts(section, heading) if part.header]
    part = parts[0] if parts else None
    said = {layout.RULE, section.intro, getattr(part, "intro", "")}
    if isinstance(part, Table) and part.key in {"metrics", "distribution"}:
        _read_checklist(
            part, [line for line in lines if line.rstrip() not in {*said, ""}], gathered
        )
        return
    table, others = _table_lines(part, lines)
    if section.slug in {"root-cause", "sign-off"}:
        others = _take_extra_answers(others, gathered)
    if isinstance(part, Answers):
        _read_answers(part, table, gathered)
    elif part:
        _read_table(part, table, gathered)
    _stray(others, gathered, said=said)


def _stray(lines: Sequence[str], gathered: Gathered, *, said: set[str]) -> None:
    kept = [line for line in lines if line.rstrip() not in said or not line.strip()]
    if any(line.strip() for line in kept):
        gathered.strays += ["", *_trimmed(kept)]


def _trimmed(lines: Sequence[str]) -> list[str]:
    return "\n".join(lines).strip("\n").split("\n")


def _table_lines(part: Part | None, lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The body lines of the first table with the part's header, and all the other lines."""
    header = [label.casefold() for label in layout.header_of(part)] if part else []
    for number, line in enumerate(lines[:-1]):
        cells = cells_of(line)
        if header and [cell.casefold() for cell in cells] == header and _is_rule(lines[number + 1]):
            body = number + 2
            end = body
            while end < len(lines) and lines[end].lstrip().startswith("|"):
                end += 1
            return list(lines[body:end]), [*lines[:number], *lines[end:]]
    return [], list(lines)


def cells_of(line: str) -> list[str]:
    """The sources of a row's cells, without the blanks around them."""
    inner = line.strip().removeprefix("|")
    parts = PIPE.split(inner)
    if not parts[-1].strip():
        parts.pop()
    return [part.strip(" \t") for part in parts]


def _is_rule(line: str) -> bool:
    return all(RULE_CELL.fullmatch(cell) for cell in cells_of(line))


def _read_answers(part: Answers, lines: Sequence[str], gathered: Gathered) -> None:
    questions = {question.label: question for question in part.questions}
    for line in lines:
        cells = cells_of(line)
        if len(part.header) == 1 and len(cells) == 1:
            cells = [part.questions[0].label, *cells]
        question = questions.pop(cells[0], None) if len(cells) == 2 else None  # noqa: PLR2004
        if question:
            _answer(question, cells[1], gathered)
        else:
            gathered.strays += ["", line]


def _answer(question: Question, source: str, gathered: Gathered) -> None:
    text = from_cell(source)
    if question.kind is Kind.COMPUTED:
        gathered.answers["duration_as_written"] = text
    elif question.kind is Kind.CHOICE and question.choices:
        code, detail = read_choice(question.choices, text)
        gathered.answers |= {question.key: code, f"{question.key}_detail": detail}
    else:
        gathered.answers[question.key] = text


def _take_extra_answers(lines: Sequence[str], gathered: Gathered) -> list[str]:
    others = []
    for line in lines:
        if line.startswith(layout.FEWER_WHYS):
            reason = read_edges(line.removeprefix(layout.FEWER_WHYS))
            gathered.answers["fewer_whys_reason"] = reason
        elif f"{line} ".startswith(layout.MANAGER):
            words = f"{line} ".removeprefix(layout.MANAGER).removesuffix(" ")
            gathered.answers["engineering_manager"] = read_edges(words)
        else:
            others.append(line)
    return others


def _read_table(table: Table, lines: Sequence[str], gathered: Gathered) -> None:
    width = len(layout.header_of(table))
    cells: list[list[str]] = []
    fitting: list[str] = []
    for line in lines:
        found = cells_of(line)
        found += [""] * (width - len(found))
        if len(found) > width or (table.is_numbered and not _is_number(found[0], len(cells))):
            gathered.strays += ["", line]
        else:
            cells.append(found[1:] if table.is_numbered else found)
            fitting.append(line)
    if table.is_closed:
        _read_closed(table, cells, fitting, gathered)
    elif table.key == "timeline":
        gathered.table(table.key).extend(rows.read_timeline(cells))
    elif table.key == "whys":
        gathered.table(table.key).extend(rows.read_why(n, row) for n, row in enumerate(cells))
    else:
        gathered.table(table.key).extend(rows.read_plain(table, row) for row in cells)


def _is_number(cell: str, above: int) -> bool:
    return cell in {"", str(above + 1)}


def _read_closed(
    table: Table, cells: Sequence[list[str]], lines: Sequence[str], gathered: Gathered
) -> None:
    is_schedule = table.key == "follow-ups"
    free = FollowUpPeriod.values if is_schedule else list(ROLES)
    for row, line in zip(cells, lines, strict=True):
        if is_schedule and free:
            period = FollowUpPeriod(free.pop(0))
            gathered.table(table.key).append(rows.read_follow_up(period, row))
        elif row[0] in free:
            free.remove(row[0])
            gathered.table(table.key).append(_sign_off(ROLES[row[0]], row[1:], gathered))
        else:
            gathered.strays += ["", line]


def _sign_off(role: str, cells: Sequence[str], gathered: Gathered) -> Row:
    if role == SignOffRole.ENGINEERING_MANAGER and role not in gathered.answers:
        gathered.answers[role] = from_cell(cells[0])
    return rows.read_sign_off(role, cells, gathered.answers.get(role, ""))


def _read_checklist(table: Table, lines: Sequence[str], gathered: Gathered) -> None:
    if table.key == "metrics":
        metrics, screenshots, strays = checklists.read_metrics(lines)
        gathered.table("attachments").extend(screenshots)
    else:
        metrics, strays = checklists.read_distribution(lines)
    gathered.table(table.key).extend(metrics)
    if strays:
        gathered.strays += ["", *strays]
