"""Adds, deletes, brings back and moves the rows of a table."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps

from postmortems.document import LONGEST_TEXT, MOST_ROWS, TABLES, Column, Kind, Table
from postmortems.editing import operations
from postmortems.editing.edits import Edit, EditRefused
from postmortems.editing.slots import free_slot
from postmortems.editing.targets import Place, write
from postmortems.editing.values import clean, put
from postmortems.editing.workbench import Workbench
from postmortems.models import Change, Row


def commit_rows(bench: Workbench, edit: Edit) -> Change | None:
    """The change it became; None when nothing is left to do. Raises EditRefused."""
    table = TABLES.get(edit.target.removeprefix("rows:"))
    operation = edit.operation
    verbs = {"add", "del", "undel", "move"} & set(operation if isinstance(operation, dict) else ())
    if table is None or len(verbs) != 1:
        raise EditRefused("bad", "There is no such change of rows.")
    verb = verbs.pop()
    uid = _uid(operation[verb])
    if verb == "add":
        return _add(bench, edit, table, uid)
    row = bench.row(table, uid)
    if row is None:
        raise EditRefused("gone", "This row is not part of the document.")
    match verb:
        case "del":
            return _delete(bench, edit, table, row)
        case "undel":
            return _undelete(bench, edit, table, row)
        case _:
            return _move(bench, edit, table, row)


def _uid(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError) as refusal:
        raise EditRefused("bad", "A row is named by a UUID.") from refusal


def _add(bench: Workbench, edit: Edit, table: Table, uid: str) -> Change | None:
    if table.is_closed and not edit.is_trusted:
        raise EditRefused("fixed", "This table takes no further rows.")
    if bench.row(table, uid):
        return None
    if len([row for row in bench.rows(table) if not row.is_deleted]) >= MOST_ROWS:
        raise EditRefused("too_long", f"A table ends at {MOST_ROWS} rows.")
    model: Any = apps.get_model("postmortems", table.model)
    if not edit.is_trusted and model.objects.filter(uid=uid).exists():
        raise EditRefused("gone", "This row belongs to another document.")
    row = model(uid=UUID(uid), postmortem=bench.postmortem, **table.where)
    values = edit.operation.get("values") or {}
    cells = list(_cells(bench, table, row, values, is_trusted=edit.is_trusted))
    bench.rows(table).append(row)
    bench.touch(row, "uid")
    for place, value in cells:
        _fill(bench, place, value)
    put_after(bench, table, row, after=edit.operation.get("after", _last(bench, table, row)))
    operation: dict[str, Any] = {"add": uid, "after": before(bench, table, row)}
    if cells:
        operation["values"] = {place.question.key: value for place, value in cells}
    return bench.append(edit, operation)


def _cells(
    bench: Workbench, table: Table, row: Row, values: dict[str, Any], *, is_trusted: bool
) -> Iterator[tuple[Place, Any]]:
    """A new row's first values, spelled as in `Content`, as they are kept. Raises EditRefused.

    What is FIXED is set by a trusted edit only: one that our own code made.
    """
    for key, column in table.fields.items():
        value = values.get(key)
        if value in (None, "") or (column.kind is Kind.FIXED and not is_trusted):
            continue
        place = Place(f"row:{table.key}:{row.uid}:{key}", column, row, table)
        if column.kind.is_text:
            yield place, _first_text(column, str(value))
        else:
            yield place, value if column.kind is Kind.FIXED else clean(bench, place, value)


def _first_text(column: Column, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise EditRefused("too_long", f"A text ends at {LONGEST_TEXT:,} characters.")
    text = operations.normalise_text(value)
    return text.replace("\n", " ") if column.kind is Kind.LINE else text


def _fill(bench: Workbench, place: Place, value: Any) -> None:
    if place.question.kind.is_text:
        write(bench, place, value)
    elif place.question.kind is not Kind.FIXED:
        put(bench, place, value)
    else:
        is_row = place.question.key == "metric"
        kept = bench.row(TABLES["metrics"], str(value)) if is_row else value
        setattr(place.instance, place.question.key, kept)


def _delete(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    if table.slot and getattr(row, table.slot):
        raise EditRefused("fixed", "A row of the template stays; it can be emptied.")
    if row.is_deleted:
        return None
    bench.delete(row)
    return bench.append(edit, {"del": str(row.uid)})


def _undelete(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    if not row.is_deleted:
        return None
    _mark_present(bench, table, row)
    operation = {"undel": str(row.uid), "after": before(bench, table, row)}
    return bench.append(edit, operation)


def _mark_present(bench: Workbench, table: Table, row: Row) -> None:
    if table.slot and getattr(row, table.slot):
        free_slot(bench, table, row, getattr(row, table.slot))
    row.deleted_at = row.deleted_by = None
    bench.touch(row, "deleted_at", "deleted_by")
    renumber(bench, table)


def bring_back(bench: Workbench, place: Place) -> None:
    """Words beat a deletion: a row that someone writes in is there again."""
    if place.table and place.row:
        _mark_present(bench, place.table, place.row)
        above = before(bench, place.table, place.row)
        bench.append_ours(place.table.target, {"undel": str(place.row.uid), "after": above})


def _move(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    was = before(bench, table, row)
    put_after(bench, table, row, after=edit.operation.get("after"))
    after = before(bench, table, row)
    if was == after:
        return None
    operation = {"move": str(row.uid), "after": after, "was": was}
    return bench.append(edit, operation)


def put_after(bench: Workbench, table: Table, row: Row, *, after: str | None) -> None:
    """Put the row after the row `after`, first for None, last when that row is not there."""
    rows = bench.rows(table)
    rows.remove(row)
    present = [str(other.uid) for other in rows if not other.is_deleted]
    if after is None:
        rows.insert(0, row)
    elif after in present:
        rows.insert([str(other.uid) for other in rows].index(after) + 1, row)
    else:
        rows.append(row)
    renumber(bench, table)


def renumber(bench: Workbench, table: Table) -> None:
    for position, row in enumerate(bench.rows(table)):
        if row.position != position:
            row.position = position
            bench.touch(row, "position")


def before(bench: Workbench, table: Table, row: Row) -> str | None:
    """The uid of the row above, None for the first one."""
    above = None
    for other in bench.rows(table):
        if other is row:
            return above
        if not other.is_deleted:
            above = str(other.uid)
    return above


def _last(bench: Workbench, table: Table, but: Row) -> str | None:
    present = [str(row.uid) for row in bench.rows(table) if not row.is_deleted and row is not but]
    return present[-1] if present else None
