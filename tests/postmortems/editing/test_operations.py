import json
from collections import Counter
from itertools import pairwise

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
    diff,
    invert,
    map_position,
    normalise_text,
    target_length,
    transform,
)
from tests.cases import cases

thorough = cases(1_000)
# A small alphabet makes equal neighbours likely; the emoji is two units in a browser.
TEXTS = st.text("ab \n😀é", max_size=20)
SOME_PARTS: list[int | str] = [1, 2, 3, 7, -1, -2, -5, "x", "y", "xyz", "🎉"]
PARTS = st.lists(st.sampled_from(SOME_PARTS), max_size=10)


@st.composite
def operations(draw: st.DrawFn, base: int) -> Operation:
    """Any operation for a text of that length."""
    return fit(draw(PARTS), base)


def fit(parts: list[int | str], base: int) -> Operation:
    """The parts cut off where the text ends; what they do not reach is kept."""
    fitted: list[int | str] = []
    for part in parts:
        if isinstance(part, int):
            length = min(abs(part), base)
            base -= length
            fitted.append(length if part > 0 else -length)
        else:
            fitted.append(part)
    return canonical([*fitted, base])


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, Operation]:
    text = draw(TEXTS)
    return text, draw(operations(len(text)))


@st.composite
def texts_edited_twice(draw: st.DrawFn) -> tuple[str, Operation, Operation]:
    """Two people edit the same text without knowing of each other."""
    text = draw(TEXTS)
    return text, draw(operations(len(text))), draw(operations(len(text)))


@st.composite
def successions(draw: st.DrawFn) -> tuple[str, Operation, Operation, Operation]:
    """Three operations, each on the text that the one before left."""
    text = draw(TEXTS)
    first = draw(operations(len(text)))
    second = draw(operations(target_length(first)))
    return text, first, second, draw(operations(target_length(second)))


def inserted(operation: Operation) -> Counter[str]:
    return Counter("".join(part for part in operation if isinstance(part, str)))


def is_canonical(operation: Operation) -> bool:
    neighbours = list(pairwise(operation))
    fused = all(
        (isinstance(one, str), isinstance(one, int) and one > 0)
        != (isinstance(two, str), isinstance(two, int) and two > 0)
        for one, two in neighbours
    )
    insert_first = not any(
        isinstance(one, int) and one < 0 and isinstance(two, str) for one, two in neighbours
    )
    return all(operation) and fused and insert_first


# Two people at once


@cases(5_000)
@given(edited=texts_edited_twice(), a_goes_left=st.booleans())
def test_two_people_end_with_the_same_text_and_every_word_typed(
    edited: tuple[str, Operation, Operation], *, a_goes_left: bool
) -> None:
    text, a, b = edited

    a_after, b_after = transform(a, b, a_goes_left=a_goes_left)

    merged = apply(apply(text, a), b_after)
    assert merged == apply(apply(text, b), a_after)
    assert inserted(a) + inserted(b) == inserted(a_after) + inserted(b_after)
    assert not (inserted(a) + inserted(b)) - Counter(merged)
    assert is_canonical(a_after)
    assert is_canonical(b_after)


@thorough
@given(edited=texts_edited_twice(), a_goes_left=st.booleans())
def test_it_does_not_matter_who_asks(
    edited: tuple[str, Operation, Operation], *, a_goes_left: bool
) -> None:
    _, a, b = edited

    a_after, b_after = transform(a, b, a_goes_left=a_goes_left)

    assert transform(b, a, a_goes_left=not a_goes_left) == (b_after, a_after)


@thorough
@given(edited=successions(), data=st.data(), ours_left=st.booleans())
def test_rebasing_two_edits_is_rebasing_their_sum(
    edited: tuple[str, Operation, Operation, Operation], data: st.DataObject, *, ours_left: bool
) -> None:
    text, first, second, _ = edited
    theirs = data.draw(operations(len(text)))

    first_after, theirs_after_first = transform(first, theirs, a_goes_left=ours_left)
    second_after, theirs_after_both = transform(second, theirs_after_first, a_goes_left=ours_left)
    both_after, theirs_after_sum = transform(compose(first, second), theirs, a_goes_left=ours_left)

    step_by_step = apply(apply(apply(text, theirs), first_after), second_after)
    assert step_by_step == apply(apply(apply(text, first), second), theirs_after_both)
    at_once = apply(apply(text, theirs), both_after)
    assert at_once == apply(apply(text, compose(first, second)), theirs_after_sum)


def test_at_the_same_place_the_left_one_stands_first() -> None:
    a: Operation = [1, "ana ", 1]
    b: Operation = [1, "ben ", 1]

    assert transform(a, b, a_goes_left=True) == ([1, "ana ", 5], [5, "ben ", 1])
    assert transform(a, b, a_goes_left=False) == ([5, "ana ", 1], [1, "ben ", 5])


def test_words_typed_into_a_deleted_sentence_survive() -> None:
    typed: Operation = [3, "NEW", 3]
    deleted: Operation = [-6]

    typed_after, deleted_after = transform(typed, deleted, a_goes_left=True)

    assert apply("", typed_after) == "NEW"
    assert apply("abcNEWdef", deleted_after) == "NEW"


def test_what_both_delete_is_deleted_once() -> None:
    assert transform([1, -3, 2], [-2, 4], a_goes_left=True) == ([-2, 2], [-1, 2])


@pytest.mark.parametrize(("a", "b"), [([3], [2]), ([3], []), ([1, "x"], [-2])])
def test_operations_for_different_texts_do_not_meet(a: Operation, b: Operation) -> None:
    with pytest.raises(OperationError, match="different lengths"):
        transform(a, b, a_goes_left=True)


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


# Diff


@thorough
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_leads_from_one_text_to_the_other(old: str, new: str) -> None:
    operation = diff(old, new)

    assert apply(old, operation) == new
    assert is_canonical(operation)


@thorough
@given(edited_texts())
def test_a_difference_of_texts_that_are_alike(edited: tuple[str, Operation]) -> None:
    text, operation = edited
    new = apply(text, operation)

    assert apply(text, diff(text, new)) == new


def test_equal_texts_differ_in_nothing() -> None:
    assert diff("same", "same") == [4]
    assert diff("", "") == []


def test_a_letter_added_to_a_word_is_only_that_letter() -> None:
    assert diff("we deploy on Friday", "we deployed on Friday") == [9, "ed", 10]


def test_edits_far_apart_leave_what_is_between() -> None:
    middle = " ".join(f"At minute {minute} the queue grew." for minute in range(600))
    old = f"At noon it broke. {middle} It was mended at two."
    new = f"At one it broke. {middle} It was mended at three."

    operation = diff(old, new)

    assert apply(old, operation) == new
    assert sum(abs(part) for part in operation if isinstance(part, int) and part < 0) <= 8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 20_000, "b" * 20_000),
        ("ab" * 10_000, "ba" * 10_001),
        ("\n" * 20_000, "x\n" * 10_000),
        ("a\nb\n" * 5_000, "b\nc\n" * 5_000),
        (". " * 10_000, "! . " * 5_000),
        ("." * 20_000, "!." * 10_000),
        (
            " ".join(str(number % 700) for number in range(5_000)),
            " ".join(str(number * 31 % 700) for number in range(5_000)),
        ),
    ],
    ids=["letters", "pairs", "blank lines", "lines", "sentences", "dots", "words"],
)
def test_a_rewrite_of_a_long_text_is_bounded(old: str, new: str) -> None:
    operation = diff(old, new)

    assert apply(old, operation) == new
    assert len(operation) <= MOST_COMPONENTS


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
