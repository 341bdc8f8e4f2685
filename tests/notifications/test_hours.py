"""When a mail that can wait goes out, where the person is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.hours import mornings, next_monday, working_moment, working_mornings
from tests.cases import cases

ZONES: tuple[str, ...] = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)
ZONES += ("Pacific/Auckland",)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "due", "goes"),
    [
        # Within the hours it goes at once, up to the last moment before six.
        ("UTC", "2026-11-24 17:59", "2026-11-24 17:59"),
        ("UTC", "2026-11-24 18:00", "2026-11-25 08:00"),
        ("UTC", "2026-11-24 03:00", "2026-11-24 08:00"),
        # From Friday evening to Monday morning.
        ("UTC", "2026-11-27 20:00", "2026-11-30 08:00"),
        # Berlin turns its clocks back on 25 October and ahead on 29 March.
        ("Europe/Berlin", "2026-10-23 17:00", "2026-10-26 07:00"),
        ("Europe/Berlin", "2027-03-26 18:00", "2027-03-29 06:00"),
        # A quarter of an hour that is no whole hour: eight in Kathmandu is 02:15 UTC.
        ("Asia/Kathmandu", "2026-11-24 12:15", "2026-11-25 02:15"),
        ("Asia/Kathmandu", "2026-11-24 12:14", "2026-11-24 12:14"),
        # Lord Howe moves by half an hour on 4 October: from UTC+10:30 to UTC+11.
        ("Australia/Lord_Howe", "2026-10-02 08:00", "2026-10-04 21:00"),
        ("Australia/Lord_Howe", "2026-09-30 08:00", "2026-09-30 21:30"),
        # In Auckland it is Monday while it is still Sunday in UTC.
        ("Pacific/Auckland", "2026-11-29 12:00", "2026-11-29 19:00"),
        ("Pacific/Auckland", "2026-11-27 04:59", "2026-11-27 04:59"),
        ("Pacific/Auckland", "2026-11-27 05:00", "2026-11-29 19:00"),
    ],
)
def test_mail_waits_for_the_working_hours_of_the_person(zone: str, due: str, goes: str) -> None:
    assert working_moment(at(due), zone) == at(goes)


@cases(400)
@given(st.integers(0, 4 * 365 * 24 * 60), st.sampled_from(ZONES))
def test_no_mail_goes_out_at_night_or_before_it_is_due(minutes: int, zone: str) -> None:
    due = at("2026-01-01 00:00") + timedelta(minutes=minutes)

    goes = working_moment(due, zone)

    local = goes.astimezone(ZoneInfo(zone))
    assert goes >= due
    assert goes - due < timedelta(hours=64)
    assert local.weekday() < 5
    assert 8 <= local.hour < 18


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    every_week = mornings(date(2027, 3, 24), "Europe/Berlin", every=timedelta(weeks=1))

    assert [next(every_week)[1] for _ in range(2)] == [
        at("2027-03-24 08:00"),
        at("2027-03-31 07:00"),
    ]


def test_every_second_working_day_passes_over_the_weekend() -> None:
    later = working_mornings(date(2026, 11, 26), "UTC", every=2)

    assert [next(later)[0].day for _ in range(3)] == [30, 2, 4]


@pytest.mark.parametrize(
    ("zone", "now", "monday"),
    [
        ("UTC", "2026-11-24 09:00", date(2026, 11, 30)),
        ("UTC", "2026-11-30 08:59", date(2026, 11, 30)),
        ("UTC", "2026-11-30 09:00", date(2026, 12, 7)),
        ("Pacific/Auckland", "2026-11-29 19:30", date(2026, 11, 30)),
        ("Pacific/Auckland", "2026-11-29 20:00", date(2026, 12, 7)),
    ],
)
def test_week_begins_on_the_monday_of_the_person(zone: str, now: str, monday: date) -> None:
    assert next_monday(at(now), zone) == monday
