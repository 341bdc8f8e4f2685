"""With whom the post-mortem is shared."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from postmortems.audiences import reasons_against_audience, reasons_against_telling
from postmortems.choices import ActivityKind
from postmortems.models.change import log_value
from postmortems.models.postmortem import Postmortem
from postmortems.models.readers import readers_of
from postmortems.models.row import Row
from postmortems.reasons import Reason, refuse_for

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models.share import Share


class Distribution(Row):
    """An audience; its `shares` say who told whom."""

    is_shared = models.BooleanField(default=False)
    audience = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.audience

    @transaction.atomic
    def share(
        self, *, by: "User", at: datetime, recipients: Collection["User"] = (), note: str = ""
    ) -> "Share":
        """Keep which version was shown to whom, and tick the audience.

        `recipients` are people here who may read it, `note` says where others were told.
        Raises Refused.
        """
        postmortem = self.postmortem
        postmortem.lock_for(by)
        self.refresh_from_db()
        refuse_for(
            [
                *reasons_against_telling(postmortem, by=by),
                *reasons_against_audience(postmortem, self),
                *_reasons_against_recipients(postmortem, recipients, note),
            ]
        )
        seq, sha256 = version_of(postmortem)
        share = self.shares.create(
            postmortem=postmortem,
            audience_name=self.audience,
            by=by,
            at=at,
            seq=seq,
            sha256=sha256,
            note=note.strip(),
        )
        share.recipients.set(recipients)
        self._tick(postmortem, by=by, at=at)
        said = {"audience": self.audience, "note": share.note}
        postmortem.record(ActivityKind.SHARED, by=by, at=at, share=share.pk, **said)
        return share

    def _tick(self, postmortem: Postmortem, *, by: "User", at: datetime) -> None:
        if self.is_shared:
            return
        self.is_shared = True
        self.save(update_fields=["is_shared"])
        target = f"row:distribution:{self.uid}:is_shared"
        log_value(postmortem, target, new=True, was=False, by=by, at=at)


def version_of(postmortem: Postmortem) -> tuple[int, str]:
    """The change the document is at, and the digest of its text where that is signed off."""
    if postmortem.locked_at_seq is None:
        return postmortem.seq, ""
    last = postmortem.signatures.current().order_by("number").last()
    return postmortem.locked_at_seq, last.sha256 if last else ""


def _reasons_against_recipients(
    postmortem: Postmortem, recipients: Collection["User"], note: str
) -> list[Reason]:
    if not recipients and not note.strip():
        return [Reason("Choose who is told, or say where it was told.", "note")]
    chosen = {person.pk for person in recipients}
    readers = set(readers_of(postmortem).filter(pk__in=chosen).values_list("pk", flat=True))
    return [
        Reason(f"{person} may not read this post-mortem.", "recipients")
        for person in recipients
        if person.pk not in readers
    ]
