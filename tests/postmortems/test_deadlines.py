"""Dates of the future, by the calendar and by the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.choices import FollowUpPeriod
from postmortems.deadlines import (
    Clock,
    ClockState,
    add_months,
    follow_up_on,
    long_term_due,
    meeting_clock,
    short_term_due,
    submission_clock,
)
from postmortems.models import Postmortem

RESOLVED = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def resolved(*, now: datetime, at: datetime | None = RESOLVED, **more: datetime) -> Clock:
    """The 48 hours of an incident that was resolved `at`."""
    postmortem = Postmortem(resolved_at=at, **({"opened_at": RESOLVED} | more))
    return submission_clock(postmortem, now=now)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(0, 24))
def test_a_month_later_is_in_that_month_and_never_on_a_later_day(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_the_three_checks_are_counted_from_the_post_mortem_date() -> None:
    base = date(2026, 11, 25)

    days = [follow_up_on(period, base=base) for period in FollowUpPeriod]

    assert days == [date(2026, 12, 2), date(2026, 12, 25), date(2027, 2, 25)]


def test_actions_fall_due_at_the_end_of_sprint_and_quarter() -> None:
    assert short_term_due(base=date(2026, 11, 25), sprint_days=14) == date(2026, 12, 9)
    assert long_term_due(base=date(2026, 11, 25)) == date(2026, 12, 31)
    assert long_term_due(base=date(2026, 4, 1)) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("hours", "state", "text", "percent"),
    [
        (0, ClockState.ON_TRACK, "2 d left", 0),
        (24, ClockState.ON_TRACK, "1 d left", 50),
        (36, ClockState.ON_TRACK, "12 h left", 75),
        (37, ClockState.AT_RISK, "11 h left", 77),
        (53, ClockState.OVERDUE, "overdue by 5 h", 100),
    ],
)
def test_the_clock_says_where_it_stands(
    hours: int, state: ClockState, text: str, percent: int
) -> None:
    reading = resolved(now=RESOLVED + timedelta(hours=hours))

    assert (reading.state, reading.text, reading.percent) == (state, text, percent)


def test_the_clock_moves_with_a_corrected_resolution_and_waits_for_one() -> None:
    now = RESOLVED + timedelta(hours=53)

    corrected = resolved(at=RESOLVED + timedelta(hours=6), now=now)
    unresolved = resolved(at=None, now=now)

    assert corrected.state is ClockState.AT_RISK
    assert (unresolved.state, unresolved.percent) == (ClockState.NOT_STARTED, 0)


def test_a_document_opened_after_its_deadline_is_known_as_such() -> None:
    late = RESOLVED + timedelta(days=3)

    assert resolved(opened_at=late, now=late).is_opened_late
    assert not resolved(now=late).is_opened_late


@pytest.mark.parametrize(
    ("hours", "state", "text"),
    [
        (-1, ClockState.MET, "met before the resolution"),
        (31, ClockState.MET, "met in 1 d 7 h"),
        (52, ClockState.MET_LATE, "met in 2 d 4 h, 4 h late"),
    ],
)
def test_a_promise_that_was_kept_says_when(hours: int, state: ClockState, text: str) -> None:
    met_at = RESOLVED + timedelta(hours=hours)

    reading = resolved(now=RESOLVED + timedelta(days=9), submitted_at=met_at)

    assert (reading.state, reading.text, reading.is_running) == (state, text, False)


def test_a_waived_deadline_asks_nothing_more() -> None:
    reading = resolved(now=RESOLVED + timedelta(days=9), waived_at=RESOLVED)

    assert (reading.state, reading.text, reading.is_running) == (ClockState.WAIVED, "waived", False)


def test_the_meeting_is_a_promise_of_its_own() -> None:
    postmortem = Postmortem(
        resolved_at=RESOLVED, opened_at=RESOLVED, scheduled_at=RESOLVED + timedelta(hours=3)
    )
    now = RESOLVED + timedelta(hours=50)

    assert meeting_clock(postmortem, now=now).text == "met in 3 h"
    assert submission_clock(postmortem, now=now).text == "overdue by 2 h"
