"""How two texts that can be signed differ, in the words of the page."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from postmortems.choices import SignOffRole
from postmortems.document import QUESTIONS, SECTION_OF, TABLES, Table
from postmortems.editing.differences import Stretch
from postmortems.editing.differences import differences as stretches

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """Where, and what was there and is there now."""

    place: str
    stretches: list[Stretch]


def differences(old: str, new: str) -> list[Difference]:
    """Between two canonical texts, in the order of the document."""
    before, after = json.loads(old), json.loads(new)
    return [
        *_answers(before["answers"], after["answers"]),
        *_people(before["roles"], after["roles"]),
        *(
            difference
            for key, table in TABLES.items()
            for difference in _rows(table, before["rows"].get(key, []), after["rows"].get(key, []))
        ),
    ]


def _difference(place: str, old: Any, new: Any) -> Difference:
    return Difference(place, list(stretches(_words(old), _words(new))))


def _words(value: Any) -> str:
    return str(value.get("name", "") if isinstance(value, dict) else value or "")


def _answers(old: Cells, new: Cells) -> Iterator[Difference]:
    for key, question in QUESTIONS.items():
        if old.get(key, "") != new.get(key, ""):
            yield _difference(question.label, old.get(key), new.get(key))


def _people(old: Cells, new: Cells) -> Iterator[Difference]:
    for role in SignOffRole:
        if old[role] != new[role]:
            yield _difference(role.label, old[role], new[role])


def _rows(table: Table, old: Iterable[Cells], new: Iterable[Cells]) -> Iterator[Difference]:
    before = {row["uid"]: row for row in old}
    after = {row["uid"]: row for row in new}
    name = table.heading or SECTION_OF[table.key].title
    for uid in before.keys() - after.keys():
        yield _difference(f"{name}: a row that was deleted", _line(before[uid]), "")
    for number, (uid, row) in enumerate(after.items(), start=1):
        if uid not in before:
            yield _difference(f"{name}: row {number} is new", "", _line(row))
        else:
            yield from _cells(table, f"{name}, row {number}", before[uid], row)
    kept = [uid for uid in after if uid in before]
    if kept != [uid for uid in before if uid in after]:
        yield _difference(f"{name}: the order of the rows", "", "changed")


def _cells(table: Table, name: str, old: Cells, new: Cells) -> Iterator[Difference]:
    for key, value in new.items():
        if old.get(key) != value:
            column = table.fields.get(key)
            yield _difference(f"{name}: {column.label if column else key}", old.get(key), value)


def _line(row: Cells) -> str:
    """A row's words, one after the other."""
    return " · ".join(filter(None, (_words(value) for key, value in row.items() if key != "uid")))
