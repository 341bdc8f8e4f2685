"""A difference leads from one text to another, and stays small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.editing.operations import (
    MOST_COMPONENTS,
    Operation,
    apply,
    diff,
)
from tests.postmortems.editing.strategies import edited_texts, is_canonical, thorough


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
