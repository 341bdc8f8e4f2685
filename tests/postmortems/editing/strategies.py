"""Operations as hypothesis makes them up."""

from collections import Counter
from itertools import pairwise

from hypothesis import strategies as st

from postmortems.editing.operations import (
    Operation,
    canonical,
    target_length,
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
