"""The day and the instants that tests of written times assume."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from tests.cases import cases

THE_DAY = date(2026, 11, 20)

INSTANTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)

thorough = cases(2_000)
