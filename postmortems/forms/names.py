"""How the controls of a page are called: by the browser, and by a screen reader."""

import re
from collections import Counter

from postmortems.document import SECTION_OF, TABLES, Column, Table

UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ROW_NAME = re.compile(rf"row-([a-z-]+)-({UID})-([a-z_]+)")
ANSWER_NAME = re.compile(r"answer-([a-z_]+)")

_LABELS = Counter(
    column.label
    for table in TABLES.values()
    for column in table.fields.values()
    if column.kind.is_editable
)


def control_name(target: str) -> str:
    """The name and id of the control for a write path's target."""
    return target.replace(":", "-")


def target_of(name: str) -> str | None:
    """The target of a control's name; None for what is none of our controls."""
    if match := ANSWER_NAME.fullmatch(name):
        return f"answer:{match[1]}"
    if match := ROW_NAME.fullmatch(name):
        return f"row:{match[1]}:{match[2]}:{match[3]}"
    return None


def accessible_name(table: Table, column: Column, number: int) -> str:
    """The column's label and the row's number; the table's name where labels repeat.

    Such as "Event, row 3" and "Short-term Actions: Owner, row 1".
    """
    name = f"{column.label}, row {number}"
    if _LABELS[column.label] == 1:
        return name
    heading = table.heading or SECTION_OF[table.key].title.rpartition(": ")[2]
    return f"{heading.partition(' (')[0]}: {name}"
