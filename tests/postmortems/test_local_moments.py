"""Days and hours of the places where teams work: the date table of the follow-up checks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.choices import FollowUpPeriod
from postmortems.deadlines import (
    SUBMISSION_LIMIT,
    follow_up_at,
    follow_up_base,
    follow_up_on,
    local_day,
    local_moment,
)

BERLIN, NEW_YORK, AUCKLAND = "Europe/Berlin", "America/New_York", "Pacific/Auckland"
LORD_HOWE, KATHMANDU = "Australia/Lord_Howe", "Asia/Kathmandu"
ZONES = ("UTC", BERLIN, NEW_YORK, AUCKLAND, LORD_HOWE, KATHMANDU)
WEEK, MONTH, QUARTER = FollowUpPeriod
zones = st.sampled_from(ZONES)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("base", "period", "expected"),
    [
        (date(2026, 1, 31), MONTH, date(2026, 2, 28)),
        (date(2028, 1, 31), MONTH, date(2028, 2, 29)),
        (date(2026, 11, 30), QUARTER, date(2027, 2, 28)),
        (date(2027, 11, 30), QUARTER, date(2028, 2, 29)),
        (date(2026, 1, 31), QUARTER, date(2026, 4, 30)),  # and not 28 April, month by month
        (date(2026, 3, 24), WEEK, date(2026, 3, 31)),
        (date(2026, 12, 28), WEEK, date(2027, 1, 4)),
    ],
)
def test_the_calendar_is_the_same_in_every_place(
    zone: str, base: date, period: FollowUpPeriod, expected: date
) -> None:
    moment = follow_up_at(period, base=base, time_zone=zone)

    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(
        expected, time(9)
    )


@pytest.mark.parametrize(
    ("zone", "base", "week", "month", "quarter"),
    [
        ("UTC", "2026-03-24", "2026-03-31 09:00", "2026-04-24 09:00", "2026-06-24 09:00"),
        (BERLIN, "2026-03-24", "2026-03-31 07:00", "2026-04-24 07:00", "2026-06-24 07:00"),
        (BERLIN, "2026-10-20", "2026-10-27 08:00", "2026-11-20 08:00", "2027-01-20 08:00"),
        (NEW_YORK, "2026-03-03", "2026-03-10 13:00", "2026-04-03 13:00", "2026-06-03 13:00"),
        (NEW_YORK, "2026-10-28", "2026-11-04 14:00", "2026-11-28 14:00", "2027-01-28 14:00"),
        (AUCKLAND, "2026-04-01", "2026-04-07 21:00", "2026-04-30 21:00", "2026-06-30 21:00"),
        (AUCKLAND, "2026-09-22", "2026-09-28 20:00", "2026-10-21 20:00", "2026-12-21 20:00"),
        (LORD_HOWE, "2026-03-31", "2026-04-06 22:30", "2026-04-29 22:30", "2026-06-29 22:30"),
        (LORD_HOWE, "2026-10-01", "2026-10-07 22:00", "2026-10-31 22:00", "2026-12-31 22:00"),
        (KATHMANDU, "2026-03-24", "2026-03-31 03:15", "2026-04-24 03:15", "2026-06-24 03:15"),
    ],
)
def test_checks_stay_at_nine_in_the_morning_over_a_change_of_clocks(
    zone: str, base: str, week: str, month: str, quarter: str
) -> None:
    moments = [
        follow_up_at(period, base=date.fromisoformat(base), time_zone=zone)
        for period in FollowUpPeriod
    ]

    assert moments == [utc(week), utc(month), utc(quarter)]


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29 01:30"),  # the clocks show 03:30
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25 00:30"),  # the first of two
        (NEW_YORK, date(2026, 3, 8), time(2, 30), "2026-03-08 07:30"),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01 05:30"),
        (AUCKLAND, date(2026, 9, 27), time(2, 30), "2026-09-26 14:30"),
        (AUCKLAND, date(2026, 4, 5), time(2, 30), "2026-04-04 13:30"),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03 15:45"),  # they leap half an hour
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), "2026-04-04 14:45"),
        (KATHMANDU, date(2026, 3, 29), time(2, 30), "2026-03-28 20:45"),
        ("UTC", date(2026, 3, 29), time(2, 30), "2026-03-29 02:30"),
    ],
)
def test_a_time_that_is_leapt_over_is_later_and_a_double_one_is_the_first(
    zone: str, day: date, clock: time, expected: str
) -> None:
    assert local_moment(day, clock, zone) == utc(expected)
    assert local_moment(day, clock.replace(fold=1), zone) == utc(expected)


def test_the_leap_of_the_clocks_shows_on_them() -> None:
    berlin = local_moment(date(2026, 3, 29), time(2, 30), BERLIN).astimezone(ZoneInfo(BERLIN))
    lord_howe = local_moment(date(2026, 10, 4), time(2, 15), LORD_HOWE)

    assert berlin.time() == time(3, 30)
    assert lord_howe.astimezone(ZoneInfo(LORD_HOWE)).time() == time(2, 45)


def test_a_meeting_with_a_time_counts_on_its_day_in_the_team_s_zone() -> None:
    meeting = utc("2026-01-31 23:30")
    bases = {
        zone: follow_up_base(
            meeting_on=meeting.date(), meeting_at=meeting, signed_at=None, time_zone=zone
        )
        for zone in ZONES
    }
    months = {zone: follow_up_on(MONTH, base=base) for zone, base in bases.items() if base}

    assert bases[AUCKLAND] == date(2026, 2, 1)
    assert months == {
        "UTC": date(2026, 2, 28),
        NEW_YORK: date(2026, 2, 28),
        BERLIN: date(2026, 3, 1),
        AUCKLAND: date(2026, 3, 1),
        LORD_HOWE: date(2026, 3, 1),
        KATHMANDU: date(2026, 3, 1),
    }


def test_the_day_of_the_last_signature_counts_where_no_meeting_was_written() -> None:
    signed = utc("2026-01-31 23:30")

    without = follow_up_base(meeting_on=None, meeting_at=None, signed_at=signed, time_zone=AUCKLAND)
    beside = follow_up_base(
        meeting_on=date(2026, 1, 20), meeting_at=None, signed_at=signed, time_zone=AUCKLAND
    )
    neither = follow_up_base(meeting_on=None, meeting_at=None, signed_at=None, time_zone=AUCKLAND)

    assert (without, beside, neither) == (date(2026, 2, 1), date(2026, 1, 20), None)


def test_forty_eight_hours_pass_whatever_the_clocks_on_the_wall_do() -> None:
    resolved = local_moment(date(2026, 3, 28), time(12), BERLIN)

    due = resolved + SUBMISSION_LIMIT

    assert due == local_moment(date(2026, 3, 30), time(13), BERLIN)


@given(days, st.times(), zones)
def test_a_local_moment_is_on_its_day_and_shows_its_time_unless_it_is_leapt_over(
    day: date, clock: time, zone: str
) -> None:
    moment = local_moment(day, clock, zone)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert local_day(moment, zone) == day
    assert shown - datetime.combine(day, clock.replace(fold=0)) in {
        timedelta(),
        timedelta(minutes=30),
        timedelta(hours=1),
    }


@given(days, st.sampled_from(FollowUpPeriod), zones)
def test_every_check_is_at_nine_of_a_later_day(
    base: date, period: FollowUpPeriod, zone: str
) -> None:
    moment = follow_up_at(period, base=base, time_zone=zone)

    assert moment.astimezone(ZoneInfo(zone)).time() == time(9)
    assert local_day(moment, zone) > base
