"""Days, and days with a time, are read as people write them."""

from datetime import UTC, date, datetime

import pytest

from postmortems.instants import (
    Moment,
    read_day,
    read_moment,
)

THE_DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "words",
    [
        *("2026-12-04", "4 Dec 2026", "4 December 2026", "Dec 4, 2026", "Fri 4 Dec 2026"),
        *("4.12.2026", "4 Dec", "Dec 4th", "2026-12-04 14:05"),
    ],
)
def test_a_day_is_read(words: str) -> None:
    assert read_day(words, near=THE_DAY) == (date(2026, 12, 4), "")


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert read_day("4 Jan", near=THE_DAY) == (date(2027, 1, 4), "")
    assert read_day("29 Feb", near=date(2027, 6, 1)) == (date(2028, 2, 29), "")


@pytest.mark.parametrize(
    ("words", "near", "problem"),
    [
        ("4 Dec", None, "Which year?"),
        ("29 Feb", date(2026, 6, 1), "Which year?"),
        ("31 Nov 2026", None, "no such day"),
        ("04/12/2026", None, "two ways"),
        ("next sprint", THE_DAY, "This day cannot be read. Write it as 2026-11-20."),
        ("14:05", THE_DAY, "This day cannot be read. Write it as 2026-11-20."),
        ("22026-12-04", None, "looks mistyped"),
    ],
)
def test_a_day_that_cannot_be_read_is_explained(
    words: str, near: date | None, problem: str
) -> None:
    day, said = read_day(words, near=near)

    assert day is None
    assert problem in said


def test_a_moment_has_its_day_and_its_time() -> None:
    assert read_moment("25 Nov 2026, 08:30 UTC") == Moment(
        date(2026, 11, 25), datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    )


def test_a_moment_may_be_a_whole_day() -> None:
    assert read_moment("25 Nov", near=THE_DAY) == Moment(
        date(2026, 11, 25), guesses=("No year was written: 2026 was assumed.",)
    )


def test_a_moment_of_another_zone_is_on_its_day_in_utc() -> None:
    moment = read_moment("26 Nov 2026, 00:30 CET")

    assert moment.on == date(2026, 11, 25)
    assert moment.at == datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert moment.guesses == ("CET was read as UTC+01:00.",)
