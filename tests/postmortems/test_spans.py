from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.spans import show_duration


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=10, minutes=58), "10 h 58 min"),
        (timedelta(minutes=14), "14 min"),
        (timedelta(minutes=1, seconds=59), "1 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=2, hours=3), "2 d 3 h"),
        (timedelta(days=2, minutes=40), "2 d"),
        (timedelta(days=400, hours=1), "400 d 1 h"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(microseconds=1), "under a minute"),
        (timedelta(0), "0 min"),
        (timedelta(minutes=-90), "\N{MINUS SIGN}1 h 30 min"),
        (timedelta(seconds=-5), "\N{MINUS SIGN}under a minute"),
    ],
)
def test_a_span_in_words(span: timedelta, words: str) -> None:
    assert show_duration(span) == words


@given(st.timedeltas(timedelta(microseconds=1), timedelta(days=100_000)))
def test_a_span_before_is_the_span_after_with_a_minus(span: timedelta) -> None:
    assert show_duration(-span) == f"\N{MINUS SIGN}{show_duration(span)}"
