"""The text that is signed: canonical JSON of what the document says (domain.md section 8).

UTF-8, NFC, `\\n` line ends, sorted keys, no insignificant space, a format version. In it are the
signed sections' answers and rows, screenshots by their SHA-256, and the three role holders. Not in
it, because they go on after signing: the status of actions, distribution, follow-ups, and whatever
is computed.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from postmortems.choices import SignOffRole
from postmortems.content import is_blank_row
from postmortems.document import ATTACHMENTS, SECTIONS, Kind, Question, Table, with_details
from postmortems.models.postmortem import Postmortem
from postmortems.models.row import Row
from postmortems.models.snapshot import Snapshot, words_of

if TYPE_CHECKING:
    from django.db.models import Model

FORMAT = "afterword-signed-text"
VERSION = 1
UNSIGNED_COLUMNS = {"status", "status_detail"}
SIGNED_OF_ATTACHMENTS = ("slot", "alt_text", "sha256")


class SignedText(models.Model):
    """The canonical text that was signed, kept word by word; `seq` is where it was first signed."""

    postmortem = models.ForeignKey(Postmortem, models.PROTECT, related_name="signed_texts")
    seq = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "sha256"], name="signedtext_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="signedtext_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postmortem.incident_id} {self.sha256[:12]}"


def canonical_text(snapshot: Snapshot) -> str:
    """The text to sign, as the document stands."""
    postmortem = snapshot.postmortem
    signed = [section for section in SECTIONS if section.is_signed]
    questions = [question for section in signed for question in with_details(section.questions)]
    tables = [table for section in signed for table in section.tables]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "roles": {role.value: _person(postmortem, role.value) for role in SignOffRole},
        "answers": {
            question.key: snapshot.answer(question.key)
            for question in questions
            if question.kind.is_editable and question.kind is not Kind.PERSON
        },
        "rows": {table.key: list(_rows(table, snapshot)) for table in tables}
        | {ATTACHMENTS.key: list(_screenshots(snapshot))},
    }
    return json.dumps(_normal(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(table: Table, snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for row in snapshot.rows[table.key]:
        words = {key: words_of(row, column) for key, column in table.fields.items()}
        if is_blank_row(table, words):
            continue
        yield {"uid": str(row.uid)} | {
            key: _cell(row, column)
            for key, column in table.fields.items()
            if key not in UNSIGNED_COLUMNS
        }


def _cell(row: Row, column: Question) -> Any:
    return _person(row, column.key) if column.kind is Kind.PERSON else words_of(row, column)


def _person(instance: "Model", key: str) -> dict[str, Any]:
    """Somebody by number and name, or a name as it was written."""
    user = getattr(instance, key)
    if user:
        return {"id": user.pk, "name": str(user)}
    return {"name": getattr(instance, f"{key}_name")}


def _screenshots(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    metrics = {metric.pk: str(metric.uid) for metric in snapshot.rows["metrics"]}
    for row in snapshot.rows[ATTACHMENTS.key]:
        yield {key: str(getattr(row, key)) for key in SIGNED_OF_ATTACHMENTS} | {
            "uid": str(row.uid),
            "metric": metrics.get(row.metric_id, ""),
        }


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: _normal(each) for key, each in value.items()}
    return [_normal(each) for each in value] if isinstance(value, list) else value
