"""Two operations on one text, made without knowing of each other, meet."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.editing.operations import (
    Operation,
    OperationError,
    apply,
    compose,
    transform,
)
from tests.cases import cases
from tests.postmortems.editing.strategies import (
    inserted,
    is_canonical,
    operations,
    successions,
    texts_edited_twice,
    thorough,
)


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
