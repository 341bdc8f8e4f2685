"""Text operations: what they are, and how two of them follow or meet each other.

An operation walks over the whole of a text: a positive number keeps so many characters, a negative
one deletes them, a string is inserted. Characters are Unicode code points, newlines are `\\n`.
Canonical form: an insert stands before a delete, nothing is zero or empty, neighbours are fused.
"""

import re
import zlib
from collections.abc import Iterable

from postmortems.editing.differences import differences

Component = int | str
Operation = list[int | str]

MOST_COMPONENTS = 5_000
MOST_INSERTED_BYTES = 200_000
SURROGATE = re.compile("[\ud800-\udfff]")
FOREIGN_TO_TEXTS = re.compile("[\0\r\ud800-\udfff]")


class OperationError(ValueError):
    """An operation of the wrong shape, or one that does not fit the text or its companion."""


def check(operation: object) -> Operation:
    """The operation in canonical form; OperationError says what is wrong with one from outside."""
    if not isinstance(operation, list):
        raise OperationError("An operation is a list.")
    if len(operation) > MOST_COMPONENTS:
        raise OperationError(f"An operation has at most {MOST_COMPONENTS} components.")
    for component in operation:
        _check_component(component)
    inserted = sum(len(part.encode()) for part in operation if isinstance(part, str))
    if inserted > MOST_INSERTED_BYTES:
        raise OperationError(f"An operation inserts at most {MOST_INSERTED_BYTES} bytes.")
    return canonical(operation)


def _check_component(component: object) -> None:
    # type(), not isinstance(): True and False are ints too, and come out of JSON.
    if type(component) not in {int, str}:
        raise OperationError("A component is a whole number or a string.")
    if not component:
        raise OperationError("A component is neither zero nor empty.")
    if isinstance(component, str) and FOREIGN_TO_TEXTS.search(component):
        raise OperationError("An insert holds no NUL, carriage return or half of a character.")


def normalise_text(text: str) -> str:
    """The text as it is stored: newlines are `\\n`, no NUL. Nothing else is changed, spaces least.

    A lone surrogate is no character in any encoding: OperationError.
    """
    if SURROGATE.search(text):
        raise OperationError("The text holds half of a character.")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def crc(text: str) -> int:
    """The checksum by which two holders of a text know that they hold the same."""
    return zlib.crc32(text.encode())


def canonical(components: Iterable[Component]) -> Operation:
    """The same operation in canonical form."""
    operation: Operation = []
    for component in components:
        _append(operation, component)
    return operation


def _append(operation: Operation, component: Component) -> None:
    """Adds a component to the end of an operation, which stays canonical."""
    if not component:
        return
    if isinstance(component, str):
        _append_insert(operation, component)
    elif operation and _are_alike(operation[-1], component):
        operation[-1] = int(operation[-1]) + component
    else:
        operation.append(component)


def _append_insert(operation: Operation, text: str) -> None:
    last = operation[-1] if operation else 0
    place = len(operation) - 1 if isinstance(last, int) and last < 0 else len(operation)
    before = operation[place - 1] if place else 0
    if isinstance(before, str):
        operation[place - 1] = before + text
    else:
        operation.insert(place, text)


def _are_alike(last: Component, length: int) -> bool:
    return isinstance(last, int) and (last > 0) == (length > 0)


def base_length(operation: Operation) -> int:
    """The length of the text an operation starts from."""
    return sum(abs(part) for part in operation if isinstance(part, int))


def target_length(operation: Operation) -> int:
    """The length of the text an operation leads to."""
    return sum(len(part) if isinstance(part, str) else max(part, 0) for part in operation)


def apply(text: str, operation: Operation) -> str:
    """The text after the operation; OperationError when the operation starts from another one."""
    _refuse_other_base(text, operation)
    pieces: list[str] = []
    at = 0
    for part in operation:
        if isinstance(part, str):
            pieces.append(part)
            continue
        if part > 0:
            pieces.append(text[at : at + part])
        at += abs(part)
    return "".join(pieces)


def invert(operation: Operation, base_text: str) -> Operation:
    """The operation that leads back to the base text."""
    _refuse_other_base(base_text, operation)
    inverse: Operation = []
    at = 0
    for part in operation:
        if isinstance(part, str):
            _append(inverse, -len(part))
            continue
        _append(inverse, part if part > 0 else base_text[at : at - part])
        at += abs(part)
    return inverse


def _refuse_other_base(text: str, operation: Operation) -> None:
    if (expected := base_length(operation)) != len(text):
        raise OperationError(f"The operation is for {expected} characters, not {len(text)}.")


def map_position(position: int, operation: Operation, *, sticks_right: bool) -> int:
    """Where a caret in the base text stands after the operation.

    Text inserted exactly at the caret goes to its right, unless the caret sticks to what is on its
    right. A caret inside a deleted range moves to where the range was.
    """
    at = mapped = 0
    for part in operation:
        if isinstance(part, str):
            if at < position or (at == position and sticks_right):
                mapped += len(part)
            continue
        reached = min(abs(part), position - at)
        if part > 0:
            mapped += reached
        at += reached
        if reached < abs(part):
            break
    return mapped


def compose(first: Operation, second: Operation) -> Operation:
    """The one operation that does what `first` and then `second` do."""
    before, after = _Reading(first), _Reading(second)
    composed: Operation = []
    while before.part or after.part:
        if isinstance(before.part, int) and before.part < 0:
            _append(composed, before.next())
        elif isinstance(after.part, str):
            _append(composed, after.next())
        else:
            length = _length_shared(before, after)
            made, kept = before.next(length), after.next(length)
            if isinstance(kept, int) and kept > 0:
                _append(composed, made)
            elif isinstance(made, int):
                _append(composed, -length)
    return composed


def transform(a: Operation, b: Operation, *, a_goes_left: bool) -> tuple[Operation, Operation]:
    """(a', b'): a as it reads after b, b as it reads after a. Both orders give one text.

    `a_goes_left` decides whose text stands first when both insert at the same place. An insert
    inside a range that the other deletes survives.
    """
    if not a_goes_left:
        b_after, a_after = transform(b, a, a_goes_left=True)
        return a_after, b_after
    left, right = _Reading(a), _Reading(b)
    left_after: Operation = []
    right_after: Operation = []
    while left.part or right.part:
        if isinstance(left.part, str):
            _insert_beside(left, left_after, right_after)
        elif isinstance(right.part, str):
            _insert_beside(right, right_after, left_after)
        else:
            _walk_together(left, right, left_after, right_after)
    return left_after, right_after


def _insert_beside(inserting: "_Reading", own: Operation, other: Operation) -> None:
    text = inserting.next()
    _append(own, text)
    _append(other, _length(text))


def _walk_together(
    left: "_Reading", right: "_Reading", left_after: Operation, right_after: Operation
) -> None:
    """Both keep or delete: what one deletes, the other no longer speaks of."""
    length = _length_shared(left, right)
    of_left, of_right = left.next(length), right.next(length)
    if of_right == length:
        _append(left_after, of_left)
    if of_left == length:
        _append(right_after, of_right)


class _Reading:
    """A walk along an operation, in parts as short as the companion needs. No part left: 0."""

    def __init__(self, operation: Operation) -> None:
        self._parts = iter(operation)
        self.part: Component = next(self._parts, 0)

    def next(self, length: int | None = None) -> Component:
        """This part, or as much of it as speaks of `length` characters; moves behind it."""
        part, size = self.part, length or _length(self.part)
        taken, rest = _split(part, size)
        self.part = rest or next(self._parts, 0)
        return taken


def _split(part: Component, size: int) -> tuple[Component, Component]:
    if isinstance(part, str):
        return part[:size], part[size:]
    signed = size if part > 0 else -size
    return signed, part - signed


def _length_shared(one: _Reading, other: _Reading) -> int:
    if not one.part or not other.part:
        raise OperationError("The operations are for texts of different lengths.")
    return min(_length(one.part), _length(other.part))


def _length(component: Component) -> int:
    return len(component) if isinstance(component, str) else abs(component)


def diff(old: str, new: str) -> Operation:
    """An operation that leads from the old text to the new, small where the texts are alike."""
    operation: Operation = []
    for stretch in differences(old, new):
        if stretch.is_same:
            _append(operation, len(stretch.old))
        else:
            _append(operation, stretch.new)
            _append(operation, -len(stretch.old))
    return operation
