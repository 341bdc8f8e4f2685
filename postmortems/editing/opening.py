"""Starts a post-mortem: blank as the template is, or with what was written elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import Team, User
from postmortems.choices import ActivityKind, Via, Visibility
from postmortems.content import Content, blank
from postmortems.document import ATTACHMENTS, QUESTIONS, TABLES, Kind, Table
from postmortems.editing.commit import commit
from postmortems.editing.edits import Edit
from postmortems.editing.values import INCIDENT_ID, is_taken
from postmortems.models import Detection, Impact, IncidentCounter, Postmortem, Response, RootCause


class OpeningRefused(ValueError):
    """The content holds words that no field takes: the sentences say which. Nothing is opened."""

    def __init__(self, sentences: Iterable[str]) -> None:
        super().__init__(" ".join(sorted(sentences)))


@transaction.atomic
def open_postmortem(
    *,
    team: Team,
    by: User | None,
    at: datetime,
    incident_id: str = "",
    visibility: Visibility = Visibility.ORGANISATION,
    content: Content | None = None,
) -> Postmortem:
    """A new post-mortem with the template's rows; with `content`, filled in by `by`.

    Without an `incident_id` that is fit and free, the next number of the year is given.
    Raises OpeningRefused rather than drop a word.
    """
    postmortem = Postmortem.objects.create(
        team=team,
        incident_id=free_incident_id(incident_id, at=at),
        visibility=visibility,
        opened_by=by,
        opened_at=at,
    )
    for model in (Impact, RootCause, Detection, Response):
        model.objects.create(postmortem=postmortem)
    if by and visibility == Visibility.RESTRICTED:
        postmortem.participants.add(by)
    postmortem.record(ActivityKind.IMPORTED if content else ActivityKind.OPENED, by=by, at=at)
    outcome = commit(
        postmortem.pk,
        by=by if content else None,
        client="opening",
        edits=[*_rows(content or blank()), *_answers(content or blank())],
        via=Via.IMPORT if content else Via.SYSTEM,
        at=at,
    )
    if outcome.refused:
        raise OpeningRefused({ack.sentence for ack in outcome.refused})
    postmortem.refresh_from_db()
    return postmortem


def free_incident_id(wanted: str, *, at: datetime) -> str:
    """`wanted` if it is fit and free, else the next `INC-<year>-<n>` that is."""
    if INCIDENT_ID.fullmatch(wanted) and not is_taken(wanted):
        return wanted
    counter, _ = IncidentCounter.objects.select_for_update().get_or_create(year=at.year)
    while True:
        counter.last += 1
        if not is_taken(str(counter)):
            counter.save(update_fields=["last"])
            return str(counter)


def _rows(content: Content) -> Iterator[Edit]:
    for table in TABLES.values():
        if table is not ATTACHMENTS:
            yield from _rows_of(table, content)


def _rows_of(table: Table, content: Content) -> Iterator[Edit]:
    """The rows that say something, then as many empty ones as the template has more."""
    rows = [dict(row) for row in content.complete().table(table.key)]
    rows += [{}] * (table.blank_rows - len(rows))
    above = None
    for row in rows:
        uid = str(uuid4())
        operation = {"add": uid, "after": above, "values": row}
        yield Edit(table.target, operation, base=0, is_trusted=True)
        above = uid


def _answers(content: Content) -> Iterator[Edit]:
    for key, question in QUESTIONS.items():
        words = content.answer(key)
        if not words or question.kind in {Kind.IDENTIFIER, Kind.COMPUTED}:
            continue
        operation = [words] if question.kind.is_text else {"set": words, "was": ""}
        yield Edit(question.target, operation, base=0)
