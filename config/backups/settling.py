"""What changes in a restored database, in the transaction that brings it back.

Sessions that have since ended do not come back to life, browsers that hold newer text than the
database see a new epoch, and no mail that went out already is sent again.
"""

from datetime import datetime
from uuid import uuid4

from django.utils import timezone

# One text for both engines: SQLite fills in `:name` itself, psql writes it `:'name'`.
STATEMENTS = (
    "DELETE FROM django_session",
    "UPDATE postmortems_postmortem SET epoch = :document_epoch",
    "INSERT INTO notifications_control"
    " (id, sending_paused, paused_reason, paused_by_id, paused_at, epoch)"
    " VALUES (1, TRUE, :reason, NULL, :at, :epoch)"
    " ON CONFLICT (id) DO UPDATE SET sending_paused = TRUE, paused_reason = :reason,"
    " paused_by_id = NULL, paused_at = :at, epoch = :epoch",
)


def values(reason: str, *, at: datetime) -> dict[str, str]:
    """What the statements need; moments as SQLite keeps them, in UTC without saying so."""
    return {
        "reason": reason,
        "at": str(timezone.make_naive(at)),
        "epoch": uuid4().hex,
        "document_epoch": uuid4().hex,
    }
