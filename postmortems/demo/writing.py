"""Writes a story as its people did: into the blank document, chapter by chapter."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import User
from postmortems.choices import Via
from postmortems.content import Content
from postmortems.document import SECTION_BY_SLUG, Kind, Table, with_details
from postmortems.editing import Edit, commit
from postmortems.editing.operations import diff
from postmortems.models import Postmortem, Row, Snapshot

# Hours after the opening, who wrote (None: who opened it), and what.
CHAPTERS: tuple[tuple[float, str | None, tuple[str, ...]], ...] = (
    (0.2, None, ("summary", "sign-off", "timeline")),
    (1.5, "responder@example.com", ("impact", "detection", "response", "metrics")),
    (19, "lead@example.com", ("root-cause", "lessons")),
    (21, "manager@example.com", ("prevention", "related-documents", "distribution", "follow-up")),
)


def write_story(
    postmortem: Postmortem, content: Content, people: Mapping[str, User], *, at: datetime
) -> None:
    """Fill the blank post-mortem in; `people` by e-mail, nothing written later than `at`."""
    opener = postmortem.opened_by
    assert opener  # noqa: S101  the demo's documents are opened by somebody
    for hours, email, slugs in CHAPTERS:
        is_home = email is None or postmortem.team.memberships.filter(user=people[email]).exists()
        by = people[email] if email and is_home else opener
        moment = min(postmortem.opened_at + timedelta(hours=hours), at - timedelta(minutes=50))
        snapshot = Snapshot.of(postmortem)
        edits = [edit for slug in slugs for edit in _section(snapshot, content, slug)]
        write(postmortem, edits, by=by, at=moment)


def write(postmortem: Postmortem, edits: list[Edit], *, by: User, at: datetime) -> None:
    """Commit the edits and read the post-mortem anew. ValueError if one is refused."""
    outcome = commit(postmortem.pk, by=by, client="demo", edits=edits, via=Via.FORM, at=at)
    if outcome.refused:
        raise ValueError(f"{postmortem}: {outcome.refused[0]}")
    postmortem.refresh_from_db()


def _section(snapshot: Snapshot, content: Content, slug: str) -> Iterator[Edit]:
    section, base = SECTION_BY_SLUG[slug], snapshot.postmortem.seq
    for question in with_details(section.questions):
        if words := content.answer(question.key):
            operation = [words] if question.kind.is_text else {"set": words, "was": ""}
            yield Edit(question.target, operation, base=base)
    for table in section.tables:
        yield from _table(table, content, snapshot)


def _table(table: Table, content: Content, snapshot: Snapshot) -> Iterator[Edit]:
    """The template's own rows are written in and put in order; further ones are added."""
    base, above = snapshot.postmortem.seq, None
    present = list(snapshot.rows[table.key])
    for line in content.table(table.key):
        row = _place(table, line, present)
        if row is None:
            uid = str(uuid4())
            yield Edit(table.target, {"add": uid, "after": above, "values": line}, base=base)
        else:
            uid = str(row.uid)
            present.remove(row)
            if table.slot:
                yield Edit(table.target, {"move": uid, "after": above}, base=base)
            yield from _cells(table, row, line, base=base)
        above = uid


def _place(table: Table, line: Mapping[str, str], present: list[Row]) -> Row | None:
    """The row that waits for the line: the one of its slot, or the first one left."""
    if not table.slot:
        return present[0] if present else None
    wanted = line.get(table.slot)
    return next((row for row in present if wanted and getattr(row, table.slot) == wanted), None)


def _cells(table: Table, row: Row, line: Mapping[str, str], *, base: int) -> Iterator[Edit]:
    for key, words in line.items():
        column = table.fields[key]
        seen = getattr(row, key) or ""
        if not words or seen == words or column.kind is Kind.FIXED:
            continue
        was: str | bool = False if column.kind is Kind.TICK else ""
        operation = diff(seen, words) if column.kind.is_text else {"set": words, "was": was}
        yield Edit(f"row:{table.key}:{row.uid}:{key}", operation, base=base)
