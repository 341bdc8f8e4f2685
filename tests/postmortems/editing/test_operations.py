"""Operations follow each other, lead back, and are checked when they come from outside."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.editing.operations import (
    MOST_COMPONENTS,
    MOST_INSERTED_BYTES,
    Operation,
    OperationError,
    apply,
    base_length,
    canonical,
    check,
    compose,
    crc,
    invert,
    map_position,
    normalise_text,
    target_length,
)
from tests.postmortems.editing.strategies import (
    edited_texts,
    is_canonical,
    successions,
    thorough,
)

# One after the other


@thorough
@given(successions())
def test_composed_operations_do_what_each_did_in_turn(
    edited: tuple[str, Operation, Operation, Operation],
) -> None:
    text, first, second, _ = edited

    composed = compose(first, second)

    assert apply(text, composed) == apply(apply(text, first), second)
    assert is_canonical(composed)


@thorough
@given(successions())
def test_it_does_not_matter_which_two_are_composed_first(
    edited: tuple[str, Operation, Operation, Operation],
) -> None:
    _, first, second, third = edited

    assert compose(compose(first, second), third) == compose(first, compose(second, third))


@pytest.mark.parametrize(("first", "second"), [([3], [2]), (["abc"], [4]), ([2], [])])
def test_operations_that_do_not_follow_are_not_composed(
    first: Operation, second: Operation
) -> None:
    with pytest.raises(OperationError, match="different lengths"):
        compose(first, second)


# Apply, invert, lengths


@thorough
@given(edited_texts())
def test_an_inverted_operation_leads_back(edited: tuple[str, Operation]) -> None:
    text, operation = edited

    inverse = invert(operation, text)

    assert apply(apply(text, operation), inverse) == text
    assert apply(text, compose(operation, inverse)) == text
    assert is_canonical(inverse)


@thorough
@given(edited_texts())
def test_lengths_are_those_of_the_texts(edited: tuple[str, Operation]) -> None:
    text, operation = edited

    assert base_length(operation) == len(text)
    assert target_length(operation) == len(apply(text, operation))


def test_characters_are_code_points() -> None:
    assert apply("😀b", [1, "x", -1]) == "😀x"


def test_an_operation_for_another_text_is_refused() -> None:
    with pytest.raises(OperationError, match="for 3 characters, not 2"):
        apply("ab", [3])
    with pytest.raises(OperationError, match="for 3 characters, not 2"):
        invert([3], "ab")


# Canonical form


@thorough
@given(st.lists(st.one_of(st.integers(-5, 5), st.text("xy", max_size=3)), max_size=12))
def test_the_canonical_form_does_the_same(parts: list[int | str]) -> None:
    text = "0123456789" * 6
    base = base_length(parts)

    operation = canonical(parts)

    assert is_canonical(operation)
    assert canonical(operation) == operation
    assert apply(text[:base], operation) == apply(text[:base], parts)


def test_the_canonical_form_by_example() -> None:
    parts: Operation = [0, 1, 2, "", -1, "a", -1, "b", 3]

    assert canonical(parts) == [3, "ab", -2, 3]


# Carets


@thorough
@given(edited=edited_texts(), data=st.data(), sticks_right=st.booleans())
def test_carets_keep_their_order_and_stay_in_the_text(
    edited: tuple[str, Operation], data: st.DataObject, *, sticks_right: bool
) -> None:
    text, operation = edited
    left = data.draw(st.integers(0, len(text)))
    right = data.draw(st.integers(left, len(text)))

    first = map_position(left, operation, sticks_right=sticks_right)
    second = map_position(right, operation, sticks_right=sticks_right)

    assert 0 <= first <= second <= target_length(operation)


@thorough
@given(edited_texts(), st.data())
def test_a_caret_keeps_its_neighbour(edited: tuple[str, Operation], data: st.DataObject) -> None:
    text, operation = edited
    at = data.draw(st.integers(0, len(text)))
    mapped = map_position(at, operation, sticks_right=True)
    tail = apply(text[at:], _from(operation, at))

    assert apply(text, operation)[mapped:] == tail


def _from(operation: Operation, at: int) -> Operation:
    """What the operation does to the text behind a caret that sticks to it."""
    rest: list[int | str] = []
    reached = 0
    for part in operation:
        if isinstance(part, str):
            rest.extend([part] if reached > at else [])
            continue
        behind = max(0, reached + abs(part) - max(at, reached))
        rest.append(behind if part > 0 else -behind)
        reached += abs(part)
    return rest


def test_text_inserted_at_the_caret_goes_to_its_right() -> None:
    assert map_position(2, [2, "xy", 1], sticks_right=False) == 2
    assert map_position(2, [2, "xy", 1], sticks_right=True) == 4


def test_a_caret_in_a_deleted_range_moves_to_its_place() -> None:
    assert map_position(4, [2, -3, 2], sticks_right=False) == 2
    assert map_position(4, [2, "xy", -3, 2], sticks_right=False) == 4


# From outside


@given(edited_texts())
def test_an_operation_survives_json(edited: tuple[str, Operation]) -> None:
    _, operation = edited

    assert check(json.loads(json.dumps(operation))) == operation


def test_an_unsorted_operation_is_put_in_order() -> None:
    assert check([1, 2, -1, "a"]) == [3, "a", -1]


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("abc", "is a list"),
        ({"set": 1}, "is a list"),
        (None, "is a list"),
        ([True], "whole number or a string"),
        ([1.0], "whole number or a string"),
        ([None], "whole number or a string"),
        ([[1]], "whole number or a string"),
        ([{}], "whole number or a string"),
        ([1, 0], "neither zero nor empty"),
        (["", 1], "neither zero nor empty"),
        (["half \ud83d"], "half of a character"),
        (["nul \0"], "NUL"),
        (["line\r\n"], "carriage return"),
        ([1] * (MOST_COMPONENTS + 1), "at most 5000 components"),
        (["é" * (MOST_INSERTED_BYTES // 2 + 1)], "at most 200000 bytes"),
    ],
)
def test_what_is_no_operation_is_refused(operation: object, sentence: str) -> None:
    with pytest.raises(OperationError, match=sentence):
        check(operation)


def test_an_operation_of_the_largest_size_is_taken() -> None:
    parts = ["x" * 40, -1] * (MOST_COMPONENTS // 2)

    assert check(parts) == ["x" * 40 * (MOST_COMPONENTS // 2), -(MOST_COMPONENTS // 2)]


def test_texts_are_kept_but_for_their_newlines_and_nul() -> None:
    assert normalise_text("a\r\nb\rc\nd\0 \t😀 e\u0301 ") == "a\nb\nc\nd \t😀 e\u0301 "


def test_half_of_a_character_is_refused() -> None:
    with pytest.raises(OperationError, match="half of a character"):
        normalise_text("\udc00")


@given(st.text())
def test_a_normal_text_stays_as_it_is(text: str) -> None:
    normal = normalise_text(text)

    assert normalise_text(normal) == normal


def test_the_checksum_is_the_one_browsers_compute() -> None:
    assert crc("123456789") == 0xCBF43926
