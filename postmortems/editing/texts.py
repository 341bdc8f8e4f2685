"""Applies a text operation: transformed over what others wrote meanwhile, nothing lost."""

from postmortems.document import LONGEST_TEXT, Kind
from postmortems.editing import operations, rows
from postmortems.editing.edits import Edit, EditRefused
from postmortems.editing.operations import Operation, OperationError
from postmortems.editing.targets import Place, write
from postmortems.editing.workbench import Workbench
from postmortems.models import Change


def commit_text(bench: Workbench, edit: Edit, place: Place) -> Change | None:
    """The change it became; None when nothing is left to change.

    Raises EditRefused, and OperationError for what is no operation.
    """
    absorb(bench, place)
    operation = rebase(bench, edit, operations.check(edit.operation), place)
    text = operations.apply(place.text, operation)
    if len(text) > LONGEST_TEXT and len(text) > len(place.text):
        raise EditRefused("too_long", f"A text ends at {LONGEST_TEXT:,} characters.")
    if text == place.text:
        return None
    if place.row and place.row.is_deleted and has_words(operation):
        rows.bring_back(bench, place)
    write(bench, place, text)
    return bench.append(edit, operation, text=text)


def absorb(bench: Workbench, place: Place) -> None:
    """What came into the field by another way becomes a change of the system, for all to see."""
    head = bench.head(place.target)
    if head.text != place.text:
        text = place.text
        change = operations.diff(head.text, text)
        bench.write_head(place.target, text)
        bench.append_ours(place.target, change, text=text)


def rebase(bench: Workbench, edit: Edit, operation: Operation, place: Place) -> Operation:
    """The operation as it applies to the text now."""
    if place.question.kind is Kind.LINE:
        operation = [
            part.replace("\n", " ") if isinstance(part, str) else part for part in operation
        ]
    others = bench.changes_since(place.target, edit.base)
    if edit.base_text is not None:
        return _over_texts(bench, edit, operation, place, others)
    operation = _transformed(operation, others, client=edit.client or bench.client)
    if operations.base_length(operation) != len(place.text):
        raise EditRefused("stale_base", "The text this was made on is not known any more.")
    return operation


def _over_texts(
    bench: Workbench, edit: Edit, operation: Operation, place: Place, others: list[Change]
) -> Operation:
    """Over the changes since the base where they fit the text that was seen, else over a diff."""
    seen = operations.normalise_text(edit.base_text or "")
    if others and _leads_to(place.text, seen, others):
        return _transformed(operation, others, client=edit.client or bench.client)
    meanwhile = operations.diff(seen, place.text)
    rebased, _ = operations.transform(operation, meanwhile, a_goes_left=False)
    return rebased


def _leads_to(text: str, seen: str, others: list[Change]) -> bool:
    """Whether the changes make `text` of what was seen."""
    try:
        for other in others:
            seen = operations.apply(seen, other.operation)
    except OperationError:
        return False
    return seen == text


def _transformed(operation: Operation, others: list[Change], *, client: str) -> Operation:
    """The operation as it reads after the others."""
    for other in others:
        is_left = client < other.client
        operation, _ = operations.transform(operation, other.operation, a_goes_left=is_left)
    return operation


def has_words(operation: Operation) -> bool:
    return any(isinstance(part, str) for part in operation)
