"""The one write path: `commit()` is the only code that changes what people wrote."""

from postmortems.editing.commit import commit
from postmortems.editing.edits import Ack, Edit, Outcome
from postmortems.editing.opening import open_postmortem

__all__ = ["Ack", "Edit", "Outcome", "commit", "open_postmortem"]
