"""What was changed, by whom and when: read from the log, and brought back through `commit()`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from accounts.models import User
from postmortems.choices import Via
from postmortems.document import SECTION_OF, TABLES, Kind, question_of
from postmortems.editing import operations
from postmortems.editing.commit import commit
from postmortems.editing.differences import Stretch, differences
from postmortems.editing.edits import Edit, Outcome
from postmortems.models import Change, Postmortem

OPENING = "opening"
VERBS = {"add": "added", "del": "deleted", "undel": "brought back", "move": "moved"}
BREATH = timedelta(seconds=60)
WINDOW = 400
PAGE_LENGTH = 50


def first_text(postmortem: Postmortem, target: str) -> str:
    """What a row's cell held when the row was added; "" for an answer."""
    match target.split(":"):
        case ["row", table_key, uid, column]:
            added = Change.objects.filter(
                postmortem=postmortem, target=f"rows:{table_key}", operation__add=uid
            ).first()
            return str((added.operation.get("values") or {}).get(column, "")) if added else ""
    return ""


def text_at(postmortem: Postmortem, target: str, seq: int) -> str:
    """The text of the target after change `seq`, replayed from the log."""
    text = first_text(postmortem, target)
    changes = Change.objects.filter(postmortem=postmortem, target=target, seq__lte=seq)
    for change in changes.order_by("seq"):
        text = operations.apply(text, change.operation)
    return text


def value_at(postmortem: Postmortem, target: str, seq: int) -> Any:
    """The value of the target after change `seq`."""
    changes = Change.objects.filter(postmortem=postmortem, target=target)
    if last := changes.filter(seq__lte=seq).order_by("-seq").first():
        return last.operation["set"]
    following = changes.filter(seq__gt=seq).order_by("seq").first()
    return following.operation["was"] if following else ""


def restore(
    postmortem: Postmortem, target: str, *, seq: int, by: User, at: datetime
) -> Outcome | None:
    """Bring the target back to what it was after change `seq`, as a new change by `by`.

    None when there is no such target.
    """
    edit = _restoring(postmortem, target, seq)
    if edit is None:
        return None
    return commit(postmortem.pk, by=by, client="history", edits=[edit], via=Via.RESTORE, at=at)


def _restoring(postmortem: Postmortem, target: str, seq: int) -> Edit | None:
    base = postmortem.seq
    source = Change.objects.filter(postmortem=postmortem, target=target, seq__lte=seq).last()
    if target.startswith("rows:"):
        table_key, _, uid = target.removeprefix("rows:").partition(":")
        return Edit(f"rows:{table_key}", {"undel": uid}, base=base) if uid else None
    question = question_of(target)
    if question is None or not question.kind.is_editable:
        return None
    if question.kind.is_text:
        now, then = text_at(postmortem, target, base), text_at(postmortem, target, seq)
        operation: Any = operations.diff(now, then)
        return Edit(target, operation, base=base, base_text=now, restored_from=source)
    then = value_at(postmortem, target, seq)
    return Edit(target, {"set": then, "was": value_at(postmortem, target, base)}, base=base)


@dataclass
class Entry:
    """Changes of one person to one target, with no more than a minute between them."""

    changes: list[Change]
    old: str = ""
    new: str = ""

    @property
    def last(self) -> Change:
        return self.changes[-1]

    @property
    def by(self) -> User | None:
        return self.last.user

    @property
    def target(self) -> str:
        return self.last.target

    @property
    def seq_before(self) -> int:
        return self.changes[0].seq - 1

    @cached_property
    def is_text(self) -> bool:
        return isinstance(self.last.operation, list)

    @property
    def is_rows(self) -> bool:
        return self.target.startswith("rows:")

    @property
    def place(self) -> str:
        """Where it was changed, in the template's words."""
        table_key = self.target.split(":")[1]
        section = SECTION_OF.get(table_key)
        question = question_of(self.target)
        parts = [section.title if section else "", question.label if question else ""]
        return ": ".join(part for part in parts if part)

    @property
    def verb(self) -> str:
        """What happened to a row, in words."""
        row = TABLES[self.target.removeprefix("rows:")].row_name
        verb = next(words for verb, words in VERBS.items() if verb in self.last.operation)
        return f"{verb} {'an' if row[0] in 'aeiou' else 'a'} {row}"

    @property
    def deleted_row(self) -> str:
        """The target that brings a deleted row back."""
        uid = self.last.operation.get("del") if self.is_rows else None
        return f"{self.target}:{uid}" if uid else ""

    @property
    def stretches(self) -> list[Stretch]:
        return list(differences(self.old, self.new))


def entries(
    postmortem: Postmortem,
    *,
    before: int | None = None,
    since: int = 0,
    target: str = "",
    person: str = "",
) -> list[Entry]:
    """The newest entries first, those before change `before` and after change `since`.

    A bounded number of queries.
    """
    found = Change.objects.filter(postmortem=postmortem, seq__gt=since).exclude(client=OPENING)
    if before is not None:
        found = found.filter(seq__lt=before)
    if target:
        found = found.filter(target=target)
    if person.isdecimal():
        found = found.filter(user=int(person))
    newest = list(found.select_related("user").order_by("-seq")[:WINDOW])
    grouped = list(_grouped(newest))[:PAGE_LENGTH]
    _fill_in(postmortem, grouped)
    return grouped


def _grouped(newest_first: Iterable[Change]) -> Iterator[Entry]:
    entry: Entry | None = None
    for change in newest_first:
        if entry and _continues(change, entry.changes[0]):
            entry.changes.insert(0, change)
            continue
        if entry:
            yield entry
        entry = Entry([change])
    if entry:
        yield entry


def _continues(earlier: Change, later: Change) -> bool:
    return (
        isinstance(earlier.operation, list)
        and earlier.target == later.target
        and earlier.user_id == later.user_id
        and later.at - earlier.at < BREATH
    )


def _fill_in(postmortem: Postmortem, grouped: list[Entry]) -> None:
    """Both texts of each entry: its targets' logs are replayed once."""
    texts = [entry for entry in grouped if entry.is_text]
    wanted = {entry.target for entry in texts}
    last = max((entry.last.seq for entry in texts), default=0)
    log = Change.objects.filter(postmortem=postmortem, target__in=wanted, seq__lte=last)
    starts = _first_texts(postmortem, wanted)
    at: dict[tuple[str, int], str] = {}
    now: dict[str, str] = {}
    for change in log.order_by("seq"):
        text = now.get(change.target, starts.get(change.target, ""))
        at[change.target, change.seq - 1] = text
        now[change.target] = operations.apply(text, change.operation)
        at[change.target, change.seq] = now[change.target]
    for entry in texts:
        entry.old = at[entry.target, entry.seq_before]
        entry.new = at[entry.target, entry.last.seq]
    _name_values(grouped)


def _first_texts(postmortem: Postmortem, targets: Iterable[str]) -> dict[str, str]:
    """The first words of cells, from the additions of their rows."""
    rows = [target for target in targets if target.startswith("row:")]
    tables = {f"rows:{target.split(':')[1]}" for target in rows}
    added = Change.objects.filter(postmortem=postmortem, target__in=tables)
    values = {
        change.operation["add"]: change.operation.get("values") or {}
        for change in added
        if "add" in change.operation
    }
    return {
        target: str(values.get(target.split(":")[2], {}).get(target.split(":")[3], ""))
        for target in rows
    }


def _name_values(grouped: list[Entry]) -> None:
    """The words of values: choices by their labels, people by their names."""
    values = [entry for entry in grouped if not entry.is_text and not entry.is_rows]
    ids = {
        value
        for entry in values
        for value in (entry.last.operation["set"], entry.last.operation["was"])
        if isinstance(value, int) and not isinstance(value, bool)
    }
    people = User.objects.in_bulk(ids)
    for entry in values:
        entry.old = _words(entry, entry.last.operation["was"], people)
        entry.new = _words(entry, entry.last.operation["set"], people)


def _words(entry: Entry, value: Any, people: dict[int, User]) -> str:
    question = question_of(entry.target)
    if question and question.kind is Kind.PERSON and isinstance(value, int):
        return str(people.get(value, value))
    if question and question.choices:
        return str(dict(question.choices.choices).get(value, value))
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    return str(value or "")
