"""The strip of the phases is drawn from what is known, and never over itself."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postmortems.choices import Milestone
from postmortems.forms.phases import WIDTH, strip
from postmortems.milestones import Reached, figures

START = datetime(2026, 11, 22, 22, 14, tzinfo=UTC)
ENDS = [Milestone.FIRST_SIGNAL, Milestone.MITIGATED, Milestone.RESOLVED]


def reached(**minutes: int) -> dict[Milestone, Reached]:
    return {
        Milestone(name): Reached(START + timedelta(minutes=after))
        for name, after in minutes.items()
    }


def test_three_phases_say_how_long_each_took() -> None:
    drawn = strip(figures(reached(impact_started=0, first_signal=392, mitigated=503, resolved=658)))

    assert drawn
    assert drawn.summary == ("undetected 6 h 32 min, responding 1 h 51 min, mitigated 2 h 35 min")
    assert [phase.starts for phase in drawn.phases] == ["22:14", "04:46", "06:37"]
    assert drawn.ends == "09:12"
    assert not drawn.is_cramped


def test_words_that_do_not_fit_are_said_below() -> None:
    drawn = strip(figures(reached(impact_started=0, first_signal=1, mitigated=900, resolved=2000)))

    assert drawn
    assert [phase.has_room for phase in drawn.phases] == [False, True, True]
    assert [phase.has_room_for_time for phase in drawn.phases] == [True, False, True]
    assert drawn.is_cramped


def test_no_strip_without_two_ends_or_when_they_are_not_in_order() -> None:
    assert strip(figures({})) is None
    assert strip(figures(reached(impact_started=0))) is None
    assert strip(figures(reached(impact_started=5, first_signal=0))) is None
    assert strip(figures(reached(impact_started=5, resolved=5))) is None


@given(st.lists(st.integers(0, 100_000), min_size=3, max_size=3))
def test_phases_lie_side_by_side_and_fill_the_strip(minutes: list[int]) -> None:
    after = dict(zip(ENDS, sorted(minutes), strict=True))
    drawn = strip(figures(reached(impact_started=0, **after)))
    if drawn is None:
        assert max(minutes) == 0
        return
    ends = [phase.x + phase.width for phase in drawn.phases]
    assert drawn.phases[0].x == 0
    assert ends[-1] == WIDTH
    assert all(end <= later.x + 1 for end, later in zip(ends, drawn.phases[1:], strict=False))
    assert all(phase.width > 0 for phase in drawn.phases)
