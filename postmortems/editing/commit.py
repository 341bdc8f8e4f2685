"""The only code that writes content: lock, permit, transform, write, append; all or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from postmortems.choices import Via
from postmortems.document import TABLES
from postmortems.editing import derived
from postmortems.editing.edits import Ack, Edit, EditRefused, Outcome
from postmortems.editing.operations import OperationError
from postmortems.editing.rows import commit_rows
from postmortems.editing.targets import find
from postmortems.editing.texts import commit_text
from postmortems.editing.values import commit_value
from postmortems.editing.workbench import Workbench
from postmortems.models import Change, Postmortem
from postmortems.models.completion import refresh_completion
from postmortems.permissions import is_writer, may_write


@transaction.atomic
def commit(
    postmortem_id: int,
    *,
    by: User | None,
    client: str,
    edits: Sequence[Edit],
    via: Via,
    at: datetime,
) -> Outcome:
    """Apply the edits to the document, in order; each becomes a `Change` or is refused by itself.

    An edit whose `op_id` is known is acknowledged again and not repeated. `by` None is the system.
    Raises PermissionDenied when the person may not write here, Postmortem.DoesNotExist.
    """
    bench = Workbench(_lock(postmortem_id, by), by=by, client=client, via=via, at=at)
    bench.prepare(
        targets={edit.target for edit in edits},
        op_ids={edit.op_id for edit in edits},
        base=min((edit.base for edit in edits), default=0),
    )
    acks = [_apply(bench, edit) for edit in edits]
    if bench.changes:
        if any(_concerns_times(change) for change in bench.changes):
            derived.read_times(bench)
        bench.flush()
        if via != Via.LIVE:
            refresh_completion(bench.postmortem)
    return Outcome(bench.postmortem.seq, acks, bench.changes)


def _lock(postmortem_id: int, by: User | None) -> Postmortem:
    """The post-mortem, locked; every other commit on it waits until this one is done.

    Nothing is joined to it: PostgreSQL would join the row it waited for with answers as they were
    before the wait. They are read when they are asked for.
    """
    found = Postmortem.objects.select_for_update(of=("self",))
    if by is None:
        return found.get(pk=postmortem_id)
    postmortem = found.with_role_of(by).get(pk=postmortem_id)
    if not is_writer(postmortem):
        raise PermissionDenied
    return postmortem


def _apply(bench: Workbench, edit: Edit) -> Ack:
    if known := bench.known.get(edit.op_id):
        return Ack(edit, known.seq)
    try:
        if bench.by is not None and not may_write(bench.postmortem):
            raise EditRefused("frozen", "The text is frozen: it is signed off.")
        if not 0 <= edit.base <= bench.postmortem.seq:
            raise EditRefused("stale_base", "The document does not know this version.")
        change = _dispatch(bench, edit)
    except EditRefused as refusal:
        if refusal.error in {"frozen", "gone", "bad", "too_long"}:
            _keep_words(bench, edit, refusal.error)
        return Ack(edit, None, refusal.error, refusal.sentence, refusal.current)
    return Ack(edit, change.seq if change else bench.postmortem.seq)


def _dispatch(bench: Workbench, edit: Edit) -> Change | None:
    try:
        return _change(bench, edit)
    except OperationError as wrong:
        raise EditRefused("bad", str(wrong)) from wrong


def _change(bench: Workbench, edit: Edit) -> Change | None:
    if edit.target.startswith("rows:"):
        return commit_rows(bench, edit)
    place = find(bench, edit.target)
    if place.question.kind.is_text:
        return commit_text(bench, edit, place)
    return commit_value(bench, edit, place)


def _keep_words(bench: Workbench, edit: Edit, reason: str) -> None:
    """Words that were refused are kept with their author's name."""
    operation = edit.operation
    if isinstance(operation, list) and any(isinstance(part, str) for part in operation):
        bench.keep_late(edit, reason=reason)


def _concerns_times(change: Change) -> bool:
    timeline = TABLES["timeline"]
    if change.target == timeline.target:
        return True
    return change.target.startswith(f"row:{timeline.key}:") and change.target.endswith(
        (":time", ":milestone")
    )
