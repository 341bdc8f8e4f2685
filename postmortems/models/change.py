"""The log of changes: append-only; history, differences and the live stream are read from it."""

from datetime import datetime
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.conf import settings
from django.db import models

from accounts.models import User
from postmortems.choices import Via
from postmortems.document import question_of
from postmortems.models.postmortem import Postmortem


class Change(models.Model):
    """One change of one target.

    `operation` is stored after transformation: it applies to the state at `seq - 1` exactly.
    A text operation is a list (editing.md 2.1); a value is `{"set": new, "was": old}`, with
    `"conflict": true` when the writer had seen another value; a change of rows is
    `{"add" | "del" | "undel" | "move": uid, …}`. `length` and `crc32` describe the text after it.
    """

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="changes")
    seq = models.PositiveBigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=8, choices=Via)
    client = models.CharField(max_length=40)
    op_id = models.UUIDField()
    target = models.CharField(max_length=120)
    operation = models.JSONField()
    length = models.PositiveIntegerField(default=0)
    crc32 = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    restored_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "seq"], name="change_seq_once"),
            models.UniqueConstraint(fields=["postmortem", "op_id"], name="change_op_id_once"),
        ]
        indexes = [
            models.Index(fields=["postmortem", "target", "seq"], name="change_of_target"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.target}"


def log_value(
    postmortem: Postmortem, target: str, *, new: Any, was: Any, by: User | None, at: datetime
) -> None:
    """Append that a verb set a value, as `commit()` does for a writer; the post-mortem is locked.

    For a text (a list of operations is logged) `new` and `was` are the texts.
    """
    postmortem.seq += 1
    question = question_of(target)
    is_text = bool(question and question.kind.is_text)
    if is_text:
        FieldHead.objects.update_or_create(
            postmortem=postmortem, target=target, defaults={"text": new, "seq": postmortem.seq}
        )
    operation = [part for part in (new, -len(was)) if part] if is_text else {"set": new, "was": was}
    Change.objects.create(
        postmortem=postmortem,
        seq=postmortem.seq,
        user=by,
        via=Via.VERB,
        client="verb",
        op_id=uuid4(),
        target=target,
        operation=operation,
        length=len(new) if is_text else 0,
        crc32=crc32(new.encode()) if is_text else 0,
        at=at,
    )
    postmortem.save(update_fields=["seq"])


class FieldHead(models.Model):
    """What `commit()` last wrote to a text; another text in the field came in by another way."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="field_heads")
    target = models.CharField(max_length=120)
    text = models.TextField(blank=True, default="")
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "target"], name="fieldhead_once"),
        ]

    def __str__(self) -> str:
        return self.target


class LateEdit(models.Model):
    """Words that could not be taken into the document, kept with their author's name."""

    postmortem = models.ForeignKey(Postmortem, models.CASCADE, related_name="late_edits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    op_id = models.UUIDField()
    target = models.CharField(max_length=120)
    operation = models.JSONField()
    base_seq = models.PositiveBigIntegerField()
    text = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postmortem", "op_id"], name="lateedit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.text[:50]}"
