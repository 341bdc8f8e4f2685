"""The rows of the template's tables as lines, and lines as rows, one pair for each shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postmortems.choices import FollowUpPeriod, SignOffRole
from postmortems.document import Kind, Table
from postmortems.formats.markdown.cells import escape, from_cell, to_cell, unescape
from postmortems.formats.markdown.events import read_events, write_events
from postmortems.formats.markdown.labels import read_choice, write_choice
from postmortems.formats.markdown.layout import blank_cell, row, usual_why

Row = Mapping[str, str]
Cells = Sequence[str]
BLANK = " "  # one more than there are, where the person is named in the summary but not here


def write_plain(table: Table, rows: Sequence[Row]) -> list[str]:
    """Each column in a cell of its own, choices with their details."""
    lines = []
    for number, values in enumerate(rows, start=1):
        cells = [_cell(table, values, column.key) for column in table.columns]
        lines.append(row([str(number), *cells] if table.is_numbered else cells))
    return lines


def read_plain(table: Table, cells: Cells) -> Row:
    values: dict[str, str] = {}
    for column, source in zip(table.columns, cells, strict=True):
        text = from_cell(source)
        if column.kind is Kind.CHOICE and column.choices:
            values[column.key], values[f"{column.key}_detail"] = read_choice(column.choices, text)
        else:
            values[column.key] = text
    return values


def write_timeline(table: Table, rows: Sequence[Row]) -> list[str]:
    events = write_events(rows)
    return [
        row(
            [
                to_cell(values["time"]) or blank_cell(table, "time"),
                to_cell(event) or blank_cell(table, "event"),
            ]
        )
        for values, event in zip(rows, events, strict=True)
    ]


def read_timeline(rows: Sequence[Cells]) -> list[Row]:
    events = read_events([from_cell(cells[1]) for cells in rows])
    return [
        {"time": from_cell(cells[0]), "milestone": milestone, "event": event}
        for cells, (milestone, event) in zip(rows, events, strict=True)
    ]


def write_whys(table: Table, rows: Sequence[Row]) -> list[str]:
    lines = []
    for number, why in enumerate(rows):
        usual = usual_why(number)
        question = escape(why["question"], is_misread=usual.__eq__) or usual
        answer = to_cell(why["answer"]) or blank_cell(table, "answer")
        lines.append(row([str(number + 1), to_cell(question), answer]))
    return lines


def read_why(number: int, cells: Cells) -> Row:
    usual = usual_why(number)
    text = from_cell(cells[0])
    question, is_escaped = unescape(text, is_misread=usual.__eq__)
    is_usual = question == usual and not is_escaped
    return {"question": "" if is_usual else question, "answer": from_cell(cells[1])}


def write_sign_off(table: Table, values: Row, named: str) -> str:
    """`named` is who holds the role according to the summary."""
    written = values["name_as_written"]
    name = to_cell(escape(written, is_misread=lambda text: _goes_without_saying(text, named)))
    if not written:
        name = to_cell(named)
    elif named and not written.strip(BLANK):
        name = to_cell(written.removesuffix(BLANK))
    cells = [
        name or blank_cell(table, "name_as_written"),
        to_cell(values["signature_as_written"]) or blank_cell(table, "signature_as_written"),
        to_cell(values["date_as_written"]) or blank_cell(table, "date_as_written"),
    ]
    return row([SignOffRole(values["role"]).label, *cells])


def read_sign_off(role: str, cells: Cells, named: str) -> Row:
    name, signature, date = (from_cell(source) for source in cells)
    written, is_escaped = unescape(name, is_misread=lambda text: _goes_without_saying(text, named))
    if not is_escaped and written == named:
        written = ""
    elif named and not name.strip(BLANK):
        written = name + BLANK
    return {
        "role": role,
        "name_as_written": written,
        "signature_as_written": signature,
        "date_as_written": date,
    }


@dataclass(frozen=True)
class CheckWords:
    """When a check is planned, and what was answered: computed, not part of the content."""

    day: str = ""
    answers: tuple[str, ...] = ()


def with_check(values: Row, check: CheckWords | None) -> Row:
    """The row with the planned day where none was written, and the answers behind its note."""
    if check is None:
        return values
    note = "\n".join(filter(None, (values["note"], *check.answers)))
    return {**values, "date_as_written": values["date_as_written"] or check.day, "note": note}


def write_follow_up(values: Row) -> str:
    period = FollowUpPeriod(values["period"])
    date = escape(values["date_as_written"], is_misread=period.label.__eq__) or period.label
    note = values["note"]
    check = f"{period.question} {note}" if note else period.question
    return row([to_cell(date), to_cell(check)])


def read_follow_up(period: FollowUpPeriod, cells: Cells) -> Row:
    text, check = from_cell(cells[0]), from_cell(cells[1])
    date, is_escaped = unescape(text, is_misread=period.label.__eq__)
    is_usual = date == period.label and not is_escaped
    asked = check.removeprefix(period.question)
    note = asked.removeprefix(" ") if asked != check else check
    return {
        "period": period.value,
        "date_as_written": "" if is_usual else date,
        "note": note,
    }


def _cell(table: Table, values: Row, key: str) -> str:
    column = table.fields[key]
    text = values[key]
    if column.kind is Kind.CHOICE and column.choices:
        text = write_choice(column.choices, text, values[f"{key}_detail"])
    return to_cell(text) or blank_cell(table, key)


def _goes_without_saying(text: str, named: str) -> bool:
    return bool(text) and text == named
