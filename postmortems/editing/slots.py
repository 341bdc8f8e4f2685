"""The template's own rows: a milestone is reached once, so one row at most has it."""

from postmortems.content import is_blank_row
from postmortems.document import Table
from postmortems.editing.workbench import Workbench
from postmortems.models import Row
from postmortems.models.snapshot import words_of


def free_slot(bench: Workbench, table: Table, row: Row, slot: str) -> None:
    """The row that has `slot` gives it up for `row`; where nothing is written in it, it goes."""
    for other in bench.rows(table):
        if other is row or other.is_deleted or not slot or getattr(other, table.slot) != slot:
            continue
        words = {key: words_of(other, column) for key, column in table.fields.items()}
        if is_blank_row(table, words):
            bench.delete(other)
            bench.append_ours(table.target, {"del": str(other.uid)})
        else:
            setattr(other, table.slot, "")
            bench.touch(other, table.slot)
            target = f"row:{table.key}:{other.uid}:{table.slot}"
            bench.append_ours(target, {"set": "", "was": slot})
