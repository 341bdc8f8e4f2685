from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postmortems.instants import resolve_column, show_instant
from tests.postmortems.moments import INSTANTS, THE_DAY, thorough


def shown(words: list[str], *, day: date | None = THE_DAY) -> list[str]:
    return [show_instant(row.at) if row.at else "" for row in resolve_column(words, day=day)]


def test_times_take_their_date_from_the_row_above_and_roll_over_midnight() -> None:
    assert shown(["2026-11-20 23:50", "00:10", "14:00", "23:59", "00:01"]) == [
        "2026-11-20 23:50",
        "2026-11-21 00:10",
        "2026-11-21 14:00",
        "2026-11-21 23:59",
        "2026-11-22 00:01",
    ]


def test_the_writer_is_told_where_each_date_came_from() -> None:
    guesses = [row.guesses for row in resolve_column(["23:50", "23:55", "00:10"], day=THE_DAY)]

    assert guesses == [
        ("No date was written: 2026-11-20 was assumed.",),
        ("No date was written: it was taken from the row above.",),
        ("No date was written: it is the day after the row above.",),
    ]


def test_a_row_a_little_out_of_order_stays_on_its_day() -> None:
    assert shown(["2026-11-20 14:05", "14:01", "02:05"]) == [
        "2026-11-20 14:05",
        "2026-11-20 14:01",
        "2026-11-20 02:05",
    ]


def test_blank_and_unreadable_rows_lend_no_date() -> None:
    words = ["2026-11-20 23:50", "", "14:??", "20266-01-01 09:00", "00:10"]

    assert shown(words) == ["2026-11-20 23:50", "", "", "", "2026-11-21 00:10"]


def test_rows_above_the_first_date_have_the_date_of_the_row_below() -> None:
    readings = resolve_column(["23:40", "??", "23:50", "2025-03-04 00:10"], day=THE_DAY)

    assert [row.at and show_instant(row.at) for row in readings] == [
        "2025-03-03 23:40",
        None,
        "2025-03-03 23:50",
        "2025-03-04 00:10",
    ]
    assert readings[2].guesses == ("No date was written: it is the day before the row below.",)
    assert readings[0].guesses == ("No date was written: it was taken from the row below.",)


def test_a_date_in_the_middle_starts_anew() -> None:
    assert shown(["14:05", "2026-11-22 09:00", "09:30"], day=None) == [
        "2026-11-22 14:05",
        "2026-11-22 09:00",
        "2026-11-22 09:30",
    ]


def test_a_date_is_that_of_the_writers_zone() -> None:
    assert shown(["2026-11-20 23:30 PST", "23:45 PST"]) == ["2026-11-21 07:30", "2026-11-21 07:45"]


def test_a_year_written_once_is_enough() -> None:
    assert shown(["31 Dec 2024 23:50", "1 Jan 00:10"]) == ["2024-12-31 23:50", "2025-01-01 00:10"]


def test_a_table_without_any_day_asks_in_every_row() -> None:
    assert {row.problem for row in resolve_column(["14:05", "14:10"], day=None)} == {
        "Which day? Write the date once, as 2026-11-20 14:05."
    }


def test_an_empty_table_has_no_times() -> None:
    assert resolve_column([], day=THE_DAY) == []


@thorough
@given(INSTANTS, st.lists(st.integers(0, 12 * 60 - 1), max_size=8))
def test_a_column_of_clocks_is_read_as_it_happened(start: datetime, minutes: list[int]) -> None:
    happened = [start.replace(second=0, microsecond=0)]
    for gap in minutes:
        happened.append(happened[-1] + timedelta(minutes=gap))
    words = [show_instant(happened[0]), *(f"{at:%H:%M}" for at in happened[1:])]

    assert [row.at for row in resolve_column(words, day=None)] == happened
