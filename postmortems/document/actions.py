"""The five tables of actions, one model in five kinds."""

from postmortems.choices import ActionKind, ActionStatus, Priority
from postmortems.document.shape import Column, Kind, Table, choice, line

OWNER = Column("owner", "Owner", Kind.PERSON, "Action", hint="one person")
DUE_DATE = Column("due_date", "Due Date", Kind.DATE, "Action", hint="yyyy-mm-dd")
STATUS = choice("status", "Status", "Action", ActionStatus)
PRIORITY = choice("priority", "Priority", "Action", Priority)


def actions_key(kind: str) -> str:
    """The key of the table for actions of that kind."""
    return f"{kind.replace('_', '-')}-actions"


def actions(kind: ActionKind, heading: str, rows: int, *columns: Column) -> Table:
    return Table(
        key=actions_key(kind),
        model="Action",
        heading=heading,
        columns=columns,
        header=tuple(column.label for column in columns),
        row_name="improvement" if columns[0].label == "Improvement" else columns[0].label.lower(),
        where={"kind": kind},
        blank_rows=rows,
        is_numbered=kind is ActionKind.SYSTEMIC,
    )


def improvements(kind: ActionKind, heading: str) -> Table:
    title = line("title", "Improvement", "Action", "What will be different")
    return actions(kind, heading, 2, title, PRIORITY, OWNER)


def planned(kind: ActionKind, heading: str, rows: int) -> Table:
    title = line("title", "Action", "Action", "Starts with a verb, ends in something one can see")
    return actions(kind, heading, rows, title, OWNER, DUE_DATE, STATUS)
