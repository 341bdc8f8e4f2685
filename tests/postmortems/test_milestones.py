"""Figures name both their ends, or say why they cannot be computed."""

from datetime import UTC, datetime

from postmortems.choices import Milestone
from postmortems.milestones import METRICS, Reached, figures


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def test_the_duration_runs_from_the_start_of_the_impact_to_the_resolution() -> None:
    found = figures(
        {Milestone.IMPACT_STARTED: Reached(at(1, 14)), Milestone.RESOLVED: Reached(at(12, 12))}
    )["time_to_resolve"]

    assert found.text == "10 h 58 min"
    assert found.ends == (
        "from impact started 2026-11-23 01:14 to resolution confirmed 2026-11-23 12:12 UTC"
    )
    assert found.reason == ""


def test_a_figure_of_an_uncertain_time_says_about() -> None:
    found = figures(
        {
            Milestone.IMPACT_STARTED: Reached(at(1), is_about=True),
            Milestone.FIRST_SIGNAL: Reached(at(3)),
        }
    )

    assert found["time_to_detect"].text == "about 2 h"


def test_a_figure_without_its_ends_says_which_is_missing() -> None:
    nothing = figures({})["time_to_detect"]
    half = figures({Milestone.IMPACT_STARTED: Reached(at(1))})["time_to_detect"]

    assert nothing.reason == "“Impact started” and “First signal detected” have no time"
    assert half.reason == "“First signal detected” has no time"
    assert (half.text, half.ends, half.span) == ("", "", None)


def test_a_figure_whose_ends_are_the_wrong_way_round_is_not_computed() -> None:
    found = figures({Milestone.IMPACT_STARTED: Reached(at(9)), Milestone.RESOLVED: Reached(at(8))})[
        "time_to_resolve"
    ]

    assert found.text == ""
    assert found.reason == "“Resolution confirmed” is before “Impact started”"


def test_every_metric_of_the_domain_is_there() -> None:
    assert [metric.label for metric in METRICS] == [
        "Time to detect (TTD)",
        "Time to confirm",
        "Time to declare",
        "Time to mitigate (TTM)",
        "Time to root cause",
        "Time to resolve (TTR)",
    ]
