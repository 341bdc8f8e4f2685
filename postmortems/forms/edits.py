"""From what was posted to edits: every control brings the text it was made from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from postmortems.content import TICKED
from postmortems.document import TABLES, Kind, Question, question_of
from postmortems.editing import Edit, operations
from postmortems.forms.names import target_of
from postmortems.models import FieldHead, Postmortem, Row, Snapshot

EARLIEST = datetime.min.replace(tzinfo=UTC)
POSTED = UUID("7c1d5d3a-9f1e-4f0e-8b1c-2f6f6c7f9a11")
MOST_DIGITS = 18
MINE, THEIRS = "mine", "theirs"


def posted_edits(postmortem: Postmortem, post: Mapping[str, str]) -> list[Edit]:
    """The edits that turn what the page was made from into what was posted.

    A page posted twice makes the same edits, known by the same `op_id`; a page posted again after
    more was typed goes on from its own last words.
    """
    client, seq = post.get("client", "")[:40], _number(post.get("seq", ""))
    own = _own_words(postmortem, client, since=seq)
    edits = []
    for base_name in post:
        name = base_name.removeprefix("base-")
        target = target_of(name) if base_name.startswith("base-") else None
        question = question_of(target) if target else None
        if target is None or question is None or not question.kind.is_editable:
            continue
        posted = operations.normalise_text(post.get(name, ""))
        base = operations.normalise_text(post[base_name])
        if posted == base or post.get(f"choose-{name}") == THEIRS:
            continue
        if question.kind.is_text:
            at, base = own.get(target, (seq, base))
            if posted == base:
                continue
            operation: Any = operations.diff(base, posted)
            edit = Edit(target, operation, base=at, base_text=base)
        else:
            operation = {"set": _set(question, posted), "was": _was(question, post, name)}
            edit = Edit(target, operation, base=seq, asks=True)
        op_id = uuid5(POSTED, f"{client}|{seq}|{target}|{edit.base_text}|{operation}")
        edits.append(replace(edit, op_id=op_id))
    return edits


def _set(question: Question, posted: str) -> str | bool:
    return posted == TICKED if question.kind is Kind.TICK else posted


def _was(question: Question, post: Mapping[str, str], name: str) -> Any:
    """The value its writer saw, as the write path knows it: theirs, once they chose against it."""
    saw = "theirs" if post.get(f"choose-{name}") == MINE else "base"
    if question.kind is Kind.PERSON:
        try:
            return json.loads(post.get(f"{'theirs-' * (saw == 'theirs')}was-{name}", '""'))
        except ValueError:
            return ""
    base = operations.normalise_text(post.get(f"{saw}-{name}", ""))
    return base == TICKED if question.kind is Kind.TICK else base


def _own_words(postmortem: Postmortem, client: str, *, since: int) -> dict[str, tuple[int, str]]:
    """Texts that the page itself has saved after it was made, and nobody else: seq and text."""
    if not client:
        return {}
    changes = list(postmortem.changes.filter(seq__gt=since))
    own = {change.target for change in changes if change.client == client}
    own -= {change.target for change in changes if change.client != client}
    heads = FieldHead.objects.filter(postmortem=postmortem, target__in=own)
    return {head.target: (head.seq, head.text) for head in heads}


def row_edits(snapshot: Snapshot, command: str, *, seq: int) -> Iterator[Edit]:
    """The edits of a row's button: add|sort:<table>, add|delete|undelete|up|down:<table>:<uid>.

    A row is added below the one that is named, else at the end.
    """
    verb, _, rest = command.partition(":")
    table_key, _, uid = rest.partition(":")
    if table_key not in TABLES:
        return
    target = TABLES[table_key].target
    rows = snapshot.rows[table_key]
    match verb:
        case "add":
            below = {"after": uid} if uid else {}
            yield Edit(target, {"add": str(uuid4())} | below, base=seq)
        case "delete":
            yield Edit(target, {"del": uid}, base=seq)
        case "undelete":
            yield Edit(target, {"undel": uid}, base=seq)
        case "up" | "down":
            yield from _shifted(target, rows, uid, by=-1 if verb == "up" else 1, seq=seq)
        case "sort" if table_key == "timeline":
            yield from _sorted_by_time(target, rows, seq=seq)


def _shifted(target: str, rows: list[Row], uid: str, *, by: int, seq: int) -> Iterator[Edit]:
    uids = [str(row.uid) for row in rows]
    if uid not in uids:
        return
    place = min(max(uids.index(uid) + by, 0), len(uids) - 1)
    others = [other for other in uids if other != uid]
    after = others[place - 1] if place else None
    yield Edit(target, {"move": uid, "after": after}, base=seq)


def _sorted_by_time(target: str, rows: list[Any], *, seq: int) -> Iterator[Edit]:
    """Rows in the order of their times; words without a time stay below the row above them.

    What is still empty goes last.
    """
    keys, above = {}, EARLIEST
    for number, row in enumerate(rows):
        above = row.at or above
        is_empty = row.at is None and not row.event
        keys[row] = (is_empty, above, number)
    after = None
    for row in sorted(rows, key=keys.__getitem__):
        yield Edit(target, {"move": str(row.uid), "after": after}, base=seq)
        after = str(row.uid)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
