"""Applies a text operation: transformed over what others wrote meanwhile, nothing lost."""

from postmortems.document import Kind
from postmortems.editing import operations, rows
from postmortems.editing.edits import Edit, EditRefused
from postmortems.editing.operations import Operation, OperationError
from postmortems.editing.targets import Place, write
from postmortems.editing.workbench import MAX_TEXT, Workbench
from postmortems.models import Change


def commit_text(bench: Workbench, edit: Edit, place: Place) -> Change | None:
    """The change it became; None when nothing is left to change. Raises EditRefused."""
    absorb(bench, place)
    try:
        operation = rebase(bench, edit, operations.check(edit.operation), place)
        text = operations.apply(place.text, operation)
    except OperationError as refusal:
        raise EditRefused("bad", str(refusal)) from refusal
    if len(text) > MAX_TEXT and len(text) > len(place.text):
        raise EditRefused("too_long", f"A text ends at {MAX_TEXT:,} characters.")
    if text == place.text:
        return None
    if place.row and place.row.is_deleted and has_words(operation):
        rows.bring_back(bench, place)
    write(bench, place, text)
    return bench.append(
        place.target,
        operation,
        text=text,
        crc=operations.crc(text),
        op_id=edit.op_id,
        client=edit.client,
        restored_from=edit.restored_from,
    )


def absorb(bench: Workbench, place: Place) -> None:
    """What came into the field by another way becomes a change of the system, for all to see."""
    head = bench.head(place.target)
    if head.text != place.text:
        text = place.text
        change = operations.diff(head.text, text)
        bench.write_head(place.target, text)
        bench.append(place.target, change, text=text, crc=operations.crc(text), by_system=True)


def rebase(bench: Workbench, edit: Edit, operation: Operation, place: Place) -> Operation:
    """The operation as it applies to the text now."""
    if place.question.kind is Kind.LINE:
        operation = [
            part.replace("\n", " ") if isinstance(part, str) else part for part in operation
        ]
    others = bench.changes_since(place.target, edit.base)
    if edit.base_text is not None:
        return _over_texts(bench, edit, operation, place, others)
    client = edit.client or bench.client
    for other in others:
        operation, _ = operations.transform(
            operation, other.operation, a_goes_left=client < other.client
        )
    if operations.base_length(operation) != len(place.text):
        raise EditRefused("stale_base", "The text this was made on is not known any more.")
    return operation


def _over_texts(
    bench: Workbench, edit: Edit, operation: Operation, place: Place, others: list[Change]
) -> Operation:
    """Over the changes since the base where they fit the text that was seen, else over a diff."""
    seen = operations.normalise_text(edit.base_text or "")
    client = edit.client or bench.client
    try:
        text = seen
        rebased = operation
        for other in others:
            text = operations.apply(text, other.operation)
            rebased, _ = operations.transform(
                rebased, other.operation, a_goes_left=client < other.client
            )
    except OperationError:
        text = ""
    if others and text == place.text:
        return rebased
    meanwhile = operations.diff(seen, place.text)
    rebased, _ = operations.transform(operation, meanwhile, a_goes_left=False)
    return rebased


def has_words(operation: Operation) -> bool:
    return any(isinstance(part, str) for part in operation)
