"""Writes a post-mortem as Markdown: the template itself, filled in."""

from collections.abc import Iterator, Mapping, Sequence

from postmortems.content import Content
from postmortems.document import SECTIONS, Answers, Kind, Question, Table
from postmortems.formats.markdown import checklists, layout, rows
from postmortems.formats.markdown.cells import spell_edges, to_cell
from postmortems.formats.markdown.gaps import with_gaps
from postmortems.formats.markdown.labels import write_choice

Row = Mapping[str, str]
Checks = Mapping[str, rows.CheckWords]
Signatures = Mapping[str, Row]


def dump(
    content: Content,
    *,
    duration: str = "",
    checks: Checks | None = None,
    signatures: Signatures | None = None,
) -> str:
    """The template's own text but for the cells that hold a value.

    `duration` is the computed figure, shown where none was typed; so are `signatures`, by role, and
    the days of `checks`, by period, whose answers stand behind the notes. Read back they are words
    like any other.
    """
    full = with_signatures(with_checks(with_gaps(content), checks or {}), signatures or {})
    blocks = [layout.TITLE, layout.NOTE]
    for section in SECTIONS:
        blocks += [layout.RULE, f"## {section.title}"]
        blocks += [section.intro] if section.intro else []
        for part in section.parts:
            blocks += _part(part, full, duration)
    if full.unplaced:
        blocks += [layout.RULE, layout.UNPLACED, full.unplaced]
    return "\n\n".join(blocks) + "\n"


def with_checks(content: Content, checks: Checks) -> Content:
    schedule = [
        rows.with_check(row, checks.get(row["period"])) for row in content.table("follow-ups")
    ]
    return Content(content.answers, {**content.rows, "follow-ups": tuple(schedule)})


def with_signatures(content: Content, signatures: Signatures) -> Content:
    signed = [{**row, **signatures.get(row["role"], {})} for row in content.table("sign-offs")]
    return Content(content.answers, {**content.rows, "sign-offs": tuple(signed)})


def _part(part: Answers | Table, content: Content, duration: str) -> Iterator[str]:
    if isinstance(part, Answers) and not part.header:
        yield from _extra_answers(part, content)
        return
    if part.heading:
        yield f"### {part.heading}"
    if isinstance(part, Table):
        if part.intro:
            yield part.intro
        yield "\n".join(_table(part, content))
    else:
        yield "\n".join(_answers(part, content, duration))


def _answers(part: Answers, content: Content, duration: str) -> list[str]:
    lines = layout.header_lines(part)
    for question in part.questions:
        cell = to_cell(_words(question, content, duration)) or layout.blank_answer(question)
        lines.append(layout.row([question.label, cell] if len(part.header) > 1 else [cell]))
    return lines


def _words(question: Question, content: Content, duration: str) -> str:
    words = content.answer(question.key)
    if question.kind is Kind.CHOICE and question.choices:
        return write_choice(question.choices, words, content.answer(f"{question.key}_detail"))
    if question.kind is Kind.COMPUTED:
        return content.answer("duration_as_written") or duration
    return words


def _extra_answers(part: Answers, content: Content) -> Iterator[str]:
    """Questions that are not in the template, when they are answered."""
    for question in part.questions:
        words = spell_edges(content.answer(question.key))
        if question.key == "fewer_whys_reason" and words:
            yield f"{layout.FEWER_WHYS}{words}"
        if question.key == "engineering_manager" and _is_manager_apart(content):
            yield f"{layout.MANAGER}{words}".rstrip(" ")


def _is_manager_apart(content: Content) -> bool:
    """Whether the sign-off names somebody else than the person who holds the role."""
    return any(
        row["role"] == "engineering_manager" and row["name_as_written"]
        for row in content.table("sign-offs")
    )


def _table(table: Table, content: Content) -> list[str]:
    found = content.table(table.key)
    if table.key == "metrics":
        return checklists.metric_lines(found, content.table("attachments"))
    if table.key == "distribution":
        return checklists.distribution_lines(found)
    return [*layout.header_lines(table), *_lines(table, found, content)]


def _lines(table: Table, found: Sequence[Row], content: Content) -> list[str]:
    if table.key == "timeline":
        return rows.write_timeline(table, _without_blank_start(table, found))
    if table.key == "sign-offs":
        return [rows.write_sign_off(table, row, content.answer(row["role"])) for row in found]
    if table.key == "follow-ups":
        return [rows.write_follow_up(row) for row in found]
    empty = dict.fromkeys(table.fields, "")
    padded = [*found, *[empty] * (layout.rows_of_template(table) - len(found))]
    write = rows.write_whys if table.key == "whys" else rows.write_plain
    return write(table, padded)


def _without_blank_start(table: Table, found: Sequence[Row]) -> Sequence[Row]:
    """The template has no row for the start; an empty one at the top goes without saying."""
    start = {key: table.presets[0].get(key, "") for key in table.fields}
    return found[1:] if found and found[0] == start else found
