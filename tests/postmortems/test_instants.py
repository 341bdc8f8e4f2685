from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postmortems.instants import (
    Moment,
    Reading,
    read_day,
    read_instant,
    read_moment,
    show_instant,
)
from tests.postmortems.moments import INSTANTS, THE_DAY, thorough

FIVE_PAST_TWO = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


# Words made of what times are made of reach further than any text does.
SCRAPS = st.lists(
    st.sampled_from(
        [
            *"0123456789:-/.T~? []",
            *("2026-11-20", "14:05", "2026", "22025", "20", "31", "Nov", "May", "pm", "about"),
            *(" UTC", "CET", "+01:00", "??", "٣", "\0", "\ud800", "ß"),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "words",
    [
        "2026-11-20 14:05",
        "2026-11-20T14:05Z",
        "2026-11-20T14:05:00.000Z",
        "2026-11-20, 14:05 UTC",
        "2026-11-20 1405",
        "2026/11/20 14:05",
        "20 Nov 2026, 14:05 UTC",
        "20 November 2026 14:05",
        "Fri 20 Nov 2026 at 14:05",
        "20th of November 2026, 2:05 PM",
        "Nov 20, 2026 14:05",
        "14:05 UTC on Nov 20 2026",
        "14:05 (20 Nov 2026)",
        "20/11/2026 14:05",
        "11/20/2026 14:05",
        "20.11.2026 14.05",
        "20-11-2026 14:05",
        "[2026-11-20 14:05]",
        "**2026-11-20 14:05 UTC** -",
        "2026-11-20\u00a014:05",
        "2026-11-20T15:05+01:00",
        "2026-11-20T15:05:00+0100",
        "2026-11-20T09:05-05:00",
        "2026-11-20 09:05 UTC-5",
        "2026-11-20 15:05 GMT+1",
        "2026-11-21 00:05 +10:00",
    ],
)
def test_a_time_with_its_date_needs_no_guess(words: str) -> None:
    assert read_instant(words) == Reading(FIVE_PAST_TWO)


@pytest.mark.parametrize(
    "words",
    ["14:05", "14.05", "14:05:00", "1405Z", "1405 UTC", "2:05 PM", "2:05pm", "14:05h", "at 14:05"],
)
def test_a_time_without_a_date_is_of_the_assumed_day(words: str) -> None:
    reading = read_instant(words, day=THE_DAY)

    assert reading == Reading(
        FIVE_PAST_TWO, guesses=("No date was written: 2026-11-20 was assumed.",)
    )


def test_seconds_are_kept() -> None:
    assert read_instant("2026-11-20 14:05:30").at == FIVE_PAST_TWO + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("words", "hour"),
    [("12:05 am", 0), ("12:05 PM", 12), ("7:05 p.m.", 19), ("11:05 A.M.", 11)],
)
def test_hours_before_and_after_noon(words: str, hour: int) -> None:
    assert read_instant(words, day=THE_DAY).at == FIVE_PAST_TWO.replace(hour=hour)


@pytest.mark.parametrize(
    "words",
    [
        "~14:05",
        "≈ 14:05",
        "about 14:05",
        "around 14:05",
        "approx. 14:05",
        "ca. 14:05",
        "c. 14:05",
        "14:05?",
        "14:05ish",
        "14:05 (maybe earlier?)",
        "~2026-11-20 14:05",
        "About 20 Nov 2026, 14:05 UTC",
    ],
)
def test_an_estimate_is_read_as_one(words: str) -> None:
    reading = read_instant(words, day=THE_DAY)

    assert reading.at == FIVE_PAST_TWO
    assert reading.is_about
    assert not reading.problem


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("2026-11-20 15:05 CET", "CET was read as UTC+01:00."),
        ("2026-11-20 15:05 BST", "BST was read as UTC+01:00."),
        ("2026-11-20 06:05 PST", "PST was read as UTC-08:00."),
        ("2026-11-20 9:05 AM EST", "EST was read as UTC-05:00."),
    ],
)
def test_a_zone_by_its_letters_is_converted_and_said(words: str, guess: str) -> None:
    assert read_instant(words) == Reading(FIVE_PAST_TWO, guesses=(guess,))


def test_a_missing_year_is_the_nearest_one_and_said() -> None:
    reading = read_instant("31 Dec 23:50", day=date(2027, 1, 2))

    assert reading.at == datetime(2026, 12, 31, 23, 50, tzinfo=UTC)
    assert reading.guesses == ("No year was written: 2026 was assumed.",)


@pytest.mark.parametrize("words", ["", "  ", "\n\t", "\u00a0"])
def test_blank_words_are_no_problem(words: str) -> None:
    assert read_instant(words, day=THE_DAY) == Reading()
    assert read_day(words) == (None, "")
    assert read_moment(words) == Moment()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("14:??", "not known yet"),
        ("14:0?", "not known yet"),
        ("[???]", "not known yet"),
        ("14:xx", "not known yet"),
        ("TBD", "not known yet"),
        ("22025-11-20 14:05", "year 22025 looks mistyped"),
        ("202-11-20 14:05", "year 202 looks mistyped"),
        ("20 Nov 20026 14:05", "year 20026 looks mistyped"),
        ("2206-11-20 14:05", "year 2206 looks mistyped"),
        ("2026-13-20 14:05", "no such day"),
        ("2026-02-29 14:05", "no such day"),
        ("31 Apr 14:05", "no such day"),
        ("03/04/2026 14:05", "Write 2026-04-03 or 2026-03-04"),
        ("25:00", "no such time"),
        ("14:60", "no such time"),
        ("24:00", "no such time"),
        ("14:05 PM", "from 1 to 12"),
        ("09:00-10:00", "Two times"),
        ("2026-11-20 09:00 \N{EN DASH} 10:00", "Two times"),
        ("09:00 to 09:30", "Two times"),
        ("14:05 IST", "“ist” beside the time"),
        ("14:05 tomorrow", "“tomorrow” beside the time"),
        ("14:05 +19:00", "far from UTC"),
        ("2026-11-20", "Which time of that day?"),
        ("20 Nov", "Which time of that day?"),
        ("1405", "cannot be read"),
        ("14", "cannot be read"),
        ("20yy-mm-dd HH:MM", "cannot be read"),
        ("after lunch", "cannot be read"),
        ("20/11/26 14:05", "cannot be read"),
        ("-", "cannot be read"),
        ("1" * 5_000, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_explained(words: str, problem: str) -> None:
    reading = read_instant(words, day=THE_DAY)

    assert problem in reading.problem
    assert reading.at is None
    assert reading.guesses == ()


def test_without_any_day_the_writer_is_asked_for_one() -> None:
    assert read_instant("14:05").problem == "Which day? Write the date once, as 2026-11-20 14:05."
    assert read_instant("20 Nov 14:05").problem == "Which year? Write the day as 2026-11-20."


@thorough
@given(INSTANTS)
def test_a_shown_instant_reads_back(at: datetime) -> None:
    assert read_instant(show_instant(at)) == Reading(at.replace(second=0, microsecond=0))


@thorough
@given(st.one_of(SCRAPS, st.text(max_size=200)), st.none() | st.just(FIVE_PAST_TWO))
@example("1" * 190 + "-01-01 14:05", None)
def test_any_words_are_read_or_explained(words: str, after: datetime | None) -> None:
    reading = read_instant(words, after=after, day=THE_DAY)
    moment = read_moment(words, near=THE_DAY)

    assert (reading.at is None) == bool(reading.problem or not words.strip())
    assert (moment.on is None) == bool(moment.problem or not words.strip())
    assert reading.at is None or reading.at.tzinfo is UTC


def test_an_instant_of_another_zone_is_shown_in_utc() -> None:
    assert show_instant(datetime.fromisoformat("2026-11-20T15:05:59+01:00")) == "2026-11-20 14:05"
