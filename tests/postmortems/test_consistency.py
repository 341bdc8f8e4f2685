"""The order of the milestones and times in the future are doubted beside the field."""

from datetime import UTC, datetime, timedelta

import pytest

from postmortems.choices import Milestone
from postmortems.consistency import doubts
from postmortems.models import TimelineEvent

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def event(milestone: Milestone | str, hour: int, problem: str = "") -> TimelineEvent:
    at = None if problem else datetime(2026, 11, 23, hour, tzinfo=UTC)
    return TimelineEvent(milestone=milestone, at=at, time_problem=problem)


def test_milestones_in_order_raise_no_doubt() -> None:
    order = [
        Milestone.IMPACT_STARTED,
        Milestone.FIRST_SIGNAL,
        Milestone.CONFIRMED,
        Milestone.DECLARED,
        Milestone.MITIGATION_ATTEMPTED,
        Milestone.MITIGATED,
        Milestone.RESOLVED,
        Milestone.ALL_CLEAR,
    ]
    events = [event(milestone, hour) for hour, milestone in enumerate(order, start=1)]
    events.append(event(Milestone.ROOT_CAUSE, 23))

    assert doubts(events, now=NOW) == []


@pytest.mark.parametrize(
    ("earlier", "later", "is_error"),
    [
        (Milestone.IMPACT_STARTED, Milestone.FIRST_SIGNAL, True),
        (Milestone.FIRST_SIGNAL, Milestone.CONFIRMED, False),
        (Milestone.CONFIRMED, Milestone.DECLARED, False),
        (Milestone.DECLARED, Milestone.MITIGATION_ATTEMPTED, False),
        (Milestone.MITIGATION_ATTEMPTED, Milestone.MITIGATED, True),
        (Milestone.MITIGATED, Milestone.RESOLVED, True),
        (Milestone.MITIGATION_ATTEMPTED, Milestone.RESOLVED, True),
        (Milestone.RESOLVED, Milestone.ALL_CLEAR, True),
        (Milestone.FIRST_SIGNAL, Milestone.ROOT_CAUSE, False),
    ],
)
def test_a_milestone_before_the_one_it_follows_is_said(
    earlier: Milestone, later: Milestone, *, is_error: bool
) -> None:
    found = doubts([event(earlier, 9), event(later, 8)], now=NOW)

    assert [doubt.is_error for doubt in found] == [is_error]
    assert later.label in found[0].sentence
    assert earlier.label in found[0].sentence


def test_a_time_in_the_future_is_an_error() -> None:
    tomorrow = TimelineEvent(at=NOW + timedelta(days=1), event="Typed a day too far")

    found = doubts([tomorrow], now=NOW)

    assert [doubt.is_error for doubt in found] == [True]
    assert "in the future" in found[0].sentence
    assert found[0].target == f"row:timeline:{tomorrow.uid}:time"


def test_a_time_that_cannot_be_read_is_an_error_of_a_milestone_only() -> None:
    found = doubts(
        [event("", 1, problem="Which hour?"), event(Milestone.RESOLVED, 1, problem="Which day?")],
        now=NOW,
    )

    assert [(doubt.sentence, doubt.is_error) for doubt in found] == [
        ("Which day?", True),
        ("Which hour?", False),
    ]
