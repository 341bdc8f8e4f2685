"""Adds, deletes, brings back and moves the rows of a table."""

from typing import Any
from uuid import UUID

from django.apps import apps

from postmortems.document import TABLES, Kind, Table
from postmortems.editing import operations
from postmortems.editing.edits import Edit, EditRefused
from postmortems.editing.slots import free_slot
from postmortems.editing.targets import Place, write
from postmortems.editing.values import clean, put
from postmortems.editing.workbench import MAX_TEXT, Workbench
from postmortems.models import Change, Row

MAX_ROWS = 500


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
    if len([row for row in bench.rows(table) if not row.is_deleted]) >= MAX_ROWS:
        raise EditRefused("too_long", f"A table ends at {MAX_ROWS} rows.")
    model: Any = apps.get_model("postmortems", table.model)
    if not edit.is_trusted and model.objects.filter(uid=uid).exists():
        raise EditRefused("gone", "This row belongs to another document.")
    row = model(uid=UUID(uid), postmortem=bench.postmortem, **table.where)
    values = edit.operation.get("values") or {}
    bench.rows(table).append(row)
    bench.touch(row, "uid")
    kept = fill(bench, table, row, values, is_trusted=edit.is_trusted)
    after = edit.operation.get("after", _last(bench, table, row))
    put_after(bench, table, row, after=after)
    operation = {"add": uid, "after": before(bench, table, row)} | (
        {"values": kept} if kept else {}
    )
    return bench.append(edit.target, operation, op_id=edit.op_id, client=edit.client)


def fill(
    bench: Workbench, table: Table, row: Row, values: dict[str, Any], *, is_trusted: bool
) -> dict[str, Any]:
    """Put a new row's first values in, spelled as in `Content`; what was put in is returned.

    What is FIXED is set by a trusted edit only: one that our own code made.
    """
    kept: dict[str, Any] = {}
    for key, column in table.fields.items():
        value = values.get(key)
        if value in (None, "") or (column.kind is Kind.FIXED and not is_trusted):
            continue
        place = Place(f"row:{table.key}:{row.uid}:{key}", column, row, table)
        kept[key] = _fill_one(bench, place, value)
    return kept


def _fill_one(bench: Workbench, place: Place, value: Any) -> Any:
    if place.question.kind is Kind.FIXED:
        if place.question.key == "metric":
            setattr(place.instance, "metric", bench.row(TABLES["metrics"], str(value)))
        else:
            setattr(place.instance, place.question.key, value)
        return value
    if not place.question.kind.is_text:
        value = clean(bench, place, value)
        put(bench, place, value)
        return value
    text = operations.normalise_text(str(value))[:MAX_TEXT]
    text = text.replace("\n", " ") if place.question.kind is Kind.LINE else text
    write(bench, place, text)
    return text


def _delete(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    if table.slot and getattr(row, table.slot):
        raise EditRefused("fixed", "A row of the template stays; it can be emptied.")
    if row.is_deleted:
        return None
    bench.delete(row)
    return bench.append(edit.target, {"del": str(row.uid)}, op_id=edit.op_id, client=edit.client)


def _undelete(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    if not row.is_deleted:
        return None
    _mark_present(bench, table, row)
    operation = {"undel": str(row.uid), "after": before(bench, table, row)}
    return bench.append(edit.target, operation, op_id=edit.op_id, client=edit.client)


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
        bench.append(
            place.table.target,
            {"undel": str(place.row.uid), "after": before(bench, place.table, place.row)},
            by_system=True,
        )


def _move(bench: Workbench, edit: Edit, table: Table, row: Row) -> Change | None:
    was = before(bench, table, row)
    put_after(bench, table, row, after=edit.operation.get("after"))
    after = before(bench, table, row)
    if was == after:
        return None
    operation = {"move": str(row.uid), "after": after, "was": was}
    return bench.append(edit.target, operation, op_id=edit.op_id, client=edit.client)


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
