"""A locked post-mortem, and what one commit has read and changed of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import User
from postmortems.choices import Via
from postmortems.document import Question, Table
from postmortems.editing.edits import Edit
from postmortems.editing.operations import crc
from postmortems.models import Change, FieldHead, LateEdit, Postmortem, Row
from postmortems.models.snapshot import owner_of


class Workbench:
    """Reads lazily, changes in memory, writes in `flush()`; lives in one transaction."""

    def __init__(
        self, postmortem: Postmortem, *, by: User | None, client: str, via: Via, at: datetime
    ) -> None:
        self.postmortem = postmortem
        self.by, self.client, self.via, self.at = by, client, via, at
        self.changes: list[Change] = []
        self.known: dict[UUID, Change] = {}
        self.heads: dict[str, FieldHead] = {}
        self._earlier: dict[str, list[Change]] = defaultdict(list)
        self._tables: dict[str, list[Row]] = {}
        self._touched: dict[int, tuple[models.Model, set[str]]] = {}
        self._written_heads: set[str] = set()
        self._people: dict[str, int | None] = {}

    def prepare(self, *, targets: set[str], op_ids: set[UUID], base: int) -> None:
        """Read at once what is known of these targets: heads, retries, changes after `base`."""
        changes = Change.objects.filter(postmortem=self.postmortem)
        self.known = {change.op_id: change for change in changes.filter(op_id__in=op_ids)}
        heads = FieldHead.objects.filter(postmortem=self.postmortem, target__in=targets)
        self.heads = {head.target: head for head in heads}
        if base < self.postmortem.seq:
            for change in changes.filter(target__in=targets, seq__gt=base).order_by("seq"):
                self._earlier[change.target].append(change)

    def changes_since(self, target: str, base: int) -> list[Change]:
        """The changes of the target after `base`, those of this commit among them."""
        return [change for change in self._earlier[target] if change.seq > base]

    def head(self, target: str) -> FieldHead:
        if target not in self.heads:
            self.heads[target] = FieldHead(postmortem=self.postmortem, target=target)
        return self.heads[target]

    def answers_of(self, question: Question) -> models.Model:
        return owner_of(self.postmortem, question)

    def rows(self, table: Table) -> list[Row]:
        """All rows of the table, the deleted ones among them, in order."""
        if table.key not in self._tables:
            model = apps.get_model("postmortems", table.model)
            found = model._default_manager.filter(postmortem=self.postmortem, **table.where)
            self._tables[table.key] = list(found)
        return self._tables[table.key]

    def row(self, table: Table, uid: str) -> Row | None:
        return next((row for row in self.rows(table) if str(row.uid) == uid), None)

    def delete(self, row: Row) -> None:
        """Mark the row deleted; it stays in the table for history."""
        row.deleted_at, row.deleted_by = self.at, self.by
        self.touch(row, "deleted_at", "deleted_by")

    def person_called(self, name: str) -> int | None:
        """The one active person with this e-mail address or full name, by id."""
        if name not in self._people:
            people = User.objects.filter(is_active=True)
            found = people.filter(Q(email__iexact=name) | Q(full_name__iexact=name))[:2]
            self._people[name] = found[0].pk if name and len(found) == 1 else None
        return self._people[name]

    def touch(self, instance: models.Model, *fields: str) -> None:
        """Remember that these fields of the instance are to be written."""
        self._touched.setdefault(id(instance), (instance, set()))[1].update(fields)

    def append(self, edit: Edit, operation: Any, *, text: str = "") -> Change:
        """The next change of the log: what became of an edit. `text` is its target's after it."""
        change = Change(
            user=self.by,
            via=self.via,
            client=edit.client or self.client,
            op_id=edit.op_id,
            target=edit.target,
            operation=operation,
            restored_from=edit.restored_from,
        )
        return self._log(change, text)

    def append_ours(self, target: str, operation: Any, *, text: str = "") -> Change:
        """The next change of the log, made by the system because another one asked for it."""
        change = Change(
            via=Via.SYSTEM, client="server", op_id=uuid4(), target=target, operation=operation
        )
        return self._log(change, text)

    def _log(self, change: Change, text: str) -> Change:
        self.postmortem.seq += 1
        change.postmortem, change.seq, change.at = self.postmortem, self.postmortem.seq, self.at
        change.length, change.crc32 = len(text), crc(text)
        self.changes.append(change)
        self._earlier[change.target].append(change)
        self.known[change.op_id] = change
        return change

    def write_head(self, target: str, text: str) -> None:
        """Remember the text that the next change leaves."""
        head = self.head(target)
        head.text, head.seq = text, self.postmortem.seq + 1
        self._written_heads.add(target)

    def keep_late(self, edit: Edit, *, reason: str) -> None:
        """Keep the words of an edit that was not taken, with their author's name."""
        parts = [_storable(part) for part in edit.operation if isinstance(part, int | str)]
        LateEdit.objects.get_or_create(
            postmortem=self.postmortem,
            op_id=edit.op_id,
            defaults={
                "user": self.by,
                "target": edit.target[:120],
                "operation": parts,
                "base_seq": max(edit.base, 0),
                "text": "".join(part for part in parts if isinstance(part, str)),
                "reason": reason,
                "at": self.at,
            },
        )

    def flush(self) -> None:
        """Write everything; rows that are new after those that made room for them."""
        touched = list(self._touched.values())
        for instance, fields in touched:
            if instance.pk is not None:
                instance.save(update_fields=sorted(fields))
        for rows in _by_model(instance for instance, _ in touched if instance.pk is None):
            type(rows[0])._default_manager.bulk_create(rows)
        FieldHead.objects.bulk_create(
            [self.heads[target] for target in sorted(self._written_heads)],
            update_conflicts=True,
            update_fields=["text", "seq"],
            unique_fields=["postmortem", "target"],
        )
        Change.objects.bulk_create(self.changes)
        self.postmortem.save(update_fields=["seq"])


def _by_model(instances: Iterable[models.Model]) -> list[list[models.Model]]:
    groups: dict[type[models.Model], list[models.Model]] = {}
    for instance in instances:
        groups.setdefault(type(instance), []).append(instance)
    return list(groups.values())


def _storable(part: int | str) -> int | str:
    """What no database refuses: without NUL and lone surrogates."""
    if isinstance(part, int):
        return part
    return part.replace("\0", "").encode("utf-8", "replace").decode()
