"""Content as the template lays it out: rows left empty between others keep their place."""

from collections.abc import Mapping, Sequence

from postmortems.content import Content
from postmortems.document import TABLES, Table

Row = Mapping[str, str]


def with_gaps(content: Content) -> Content:
    """Every question, table and column present, the template's own rows too, no empty row last."""
    rows = {key: _rows(table, content.table(key)) for key, table in TABLES.items()}
    return Content(content.complete().answers, rows)


def _rows(table: Table, rows: Sequence[Row]) -> tuple[Row, ...]:
    full: list[Row] = [{key: row.get(key, "") for key in table.fields} for row in rows]
    while full and not any(full[-1].values()):
        full.pop()
    if not table.slot:
        return tuple(full)
    present = {row[table.slot] for row in full}
    for number, preset in enumerate(table.presets):
        if preset[table.slot] not in present:
            row = {key: preset.get(key, "") for key in table.fields}
            full.insert(0 if number == 0 else len(full), row)
    return tuple(full)
