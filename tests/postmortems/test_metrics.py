"""Three values of a metric tell whether it came back to what it was."""

import pytest

from postmortems.choices import Better
from postmortems.metrics import Verdict, number_in, verdict


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("0.041", 0.041),
        ("$0.041", 0.041),
        ("98.9 %", 98.9),
        ("p95 1.8 s", 1.8),
        ("118,000 ms", 118_000.0),
        ("−3", -3.0),
        ("", None),
        ("fine", None),
        ("p50", None),
        ("1.8 to 2.3", None),
    ],
)
def test_the_one_number_of_a_value_is_read(words: str, number: float | None) -> None:
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("before", "after", "better", "expected"),
    [
        ("0.041", "0.041", Better.LOWER, Verdict("back to normal", is_well=True)),
        ("98.9", "98.7", Better.HIGHER, Verdict("back to normal", is_well=True)),
        ("1.8", "2.3", Better.LOWER, Verdict("28 % still worse", is_well=False)),
        ("3", "2", Better.LOWER, Verdict("33 % better", is_well=True)),
        ("90", "99", Better.HIGHER, Verdict("10 % better", is_well=True)),
        ("0", "4", Better.LOWER, Verdict("still worse", is_well=False)),
        ("0", "0", Better.LOWER, Verdict("back to normal", is_well=True)),
    ],
)
def test_a_metric_is_judged_by_its_better_direction(
    before: str, after: str, better: str, expected: Verdict
) -> None:
    assert verdict(before=before, after=after, better=better) == expected


@pytest.mark.parametrize(
    ("before", "after", "better"),
    [("", "2.3", Better.LOWER), ("1.8", "", Better.LOWER), ("1.8", "2.3", "")],
)
def test_nothing_is_said_where_the_words_do_not_tell(before: str, after: str, better: str) -> None:
    assert verdict(before=before, after=after, better=better) is None
