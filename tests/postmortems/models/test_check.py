"""The checks: planned with the last signature, answered once, asked again where that was promised."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from postmortems.choices import (
    ActionKind,
    ActionStatus,
    ActivityKind,
    CheckAnswer,
    FollowUpPeriod,
)
from postmortems.follow_ups import IssueReply, Reply
from postmortems.models import Check, Postmortem
from postmortems.reasons import Refused
from tests.factories import create_postmortem
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off, promise, sign_off

pytestmark = pytest.mark.django_db
YES = Reply(CheckAnswer.YES)
WEEK, MONTH, QUARTER = FollowUpPeriod


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


def planned(postmortem: Postmortem) -> dict[str, date]:
    return {check.period: check.planned_on for check in postmortem.checks.unanswered()}


def check_of(postmortem: Postmortem, period: str) -> Check:
    return postmortem.checks.unanswered().get(period=period)


def reopen(postmortem: Postmortem, cast: dict[str, User]) -> None:
    postmortem.reopen(by=cast["manager"], at=LATER, reason="The cause was another one.")


def test_three_checks_are_planned_from_the_post_mortem_date(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast, postmortem_on=date(2026, 11, 30))

    assert planned(postmortem) == {
        WEEK: date(2026, 12, 7),
        MONTH: date(2026, 12, 30),
        QUARTER: date(2027, 2, 28),
    }


def test_without_a_date_they_count_from_the_day_of_the_last_signature(
    cast: dict[str, User],
) -> None:
    postmortem = create_postmortem(lead=cast["lead"])
    team = postmortem.team
    team.time_zone = "Pacific/Auckland"
    team.save(update_fields=["time_zone"])

    sign_off(postmortem, at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))

    assert planned(postmortem)[MONTH] == date(2026, 3, 1)
    assert check_of(postmortem, MONTH).planned_at == datetime(2026, 2, 28, 20, tzinfo=UTC)


def test_planning_twice_plans_once(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)

    Check.objects.plan_for(postmortem, at=LATER)

    assert postmortem.checks.count() == 3


def test_reopening_takes_back_what_nobody_answered_and_keeps_what_somebody_did(
    cast: dict[str, User],
) -> None:
    postmortem = create_signed_off(cast)
    check_of(postmortem, WEEK).answer_with(YES, by=cast["lead"], at=LATER)

    reopen(postmortem, cast)
    left = list(postmortem.checks.values_list("period", "answer"))
    sign_off(postmortem, at=LATER, postmortem_on=date(2026, 12, 10))

    assert left == [(WEEK, CheckAnswer.YES)]
    assert planned(postmortem) == {MONTH: date(2027, 1, 10), QUARTER: date(2027, 3, 10)}


def test_a_day_to_check_again_outlives_a_reopening(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    again = date(2026, 12, 24)
    reply = Reply(CheckAnswer.PARTLY, "Half of it is live.", again)
    check_of(postmortem, WEEK).answer_with(reply, by=cast["lead"], at=LATER)

    reopen(postmortem, cast)
    sign_off(postmortem, at=LATER)

    assert planned(postmortem)[WEEK] == again


def test_an_answer_keeps_the_facts_of_its_day(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    late = promise(
        postmortem, "Cap the retries", owner=cast["responder"], due_on=date(2026, 12, 1), slips=2
    )
    promise(postmortem, "Alert on cost", ActionKind.DETECTION, status=ActionStatus.DONE)
    promise(postmortem, "Rewrite it", status=ActionStatus.WONT_DO, status_detail="Too dear")
    promise(postmortem, "Teach the model", ActionKind.LONG_TERM)
    reply = Reply(CheckAnswer.NO, "The cap waits for the release.", date(2026, 12, 9))
    check = check_of(postmortem, WEEK)

    check.answer_with(reply, by=cast["lead"], at=LATER)
    late.title = "Something else"
    late.save(update_fields=["title"])
    check.refresh_from_db()

    counts = {key: check.facts[key] for key in ("done", "overdue", "wont_do", "open")}
    assert counts == {"done": 1, "overdue": 1, "wont_do": 1, "open": 1}
    stood = check.kept_facts.asked[0]
    assert (stood.title, stood.owner, stood.due_on) == (
        "Cap the retries",
        "Responder Responderson",
        "2026-12-01",
    )
    assert (stood.status_label, stood.slips, stood.is_late) == ("Not started", 2, True)
    assert [each.title for each in check.kept_facts.asked] == [
        "Cap the retries",
        "Alert on cost",
        "Rewrite it",
    ]


def test_what_was_answered_is_written_down(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    check = check_of(postmortem, MONTH)

    check.answer_with(Reply(CheckAnswer.YES, "All in."), by=cast["engineer"], at=LATER)

    activity = postmortem.activities.get(kind=ActivityKind.CHECKED)
    assert (activity.by, activity.at) == (cast["engineer"], LATER)
    assert activity.facts == {
        "check": check.pk,
        "period": MONTH,
        "answer": CheckAnswer.YES,
        "note": "All in.",
    }


def test_partly_plans_the_next_check_of_that_period(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    again = date(2026, 12, 20)

    check_of(postmortem, WEEK).answer_with(
        Reply(CheckAnswer.PARTLY, "One is late.", again), by=cast["lead"], at=LATER
    )

    assert planned(postmortem)[WEEK] == again
    assert postmortem.checks.filter(period=WEEK).count() == 2


@pytest.mark.parametrize(
    ("reply", "targets"),
    [
        (Reply(""), ["answer"]),
        (Reply("perhaps"), ["answer"]),
        (Reply(CheckAnswer.NO), ["note", "again_on"]),
        (Reply(CheckAnswer.PARTLY, "Because"), ["again_on"]),
        (Reply(CheckAnswer.PARTLY, " ", LATER.date() + timedelta(days=9)), ["note"]),
        (Reply(CheckAnswer.NO, "Because", LATER.date()), ["again_on"]),
        (Reply(CheckAnswer.NO, "Because", LATER.date() + timedelta(days=400)), ["again_on"]),
        (Reply(CheckAnswer.YES, "", LATER.date() + timedelta(days=9)), ["again_on"]),
    ],
)
def test_an_answer_that_lacks_something_says_all_that_it_lacks(
    cast: dict[str, User], reply: Reply, targets: list[str]
) -> None:
    postmortem = create_signed_off(cast)
    promise(postmortem, "Cap the retries")

    with pytest.raises(Refused) as refused:
        check_of(postmortem, WEEK).answer_with(reply, by=cast["lead"], at=LATER)

    assert [reason.target for reason in refused.value.reasons] == targets
    assert postmortem.checks.unanswered().count() == 3


def test_no_day_is_asked_for_when_nothing_is_open(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    promise(postmortem, "Cap the retries", status=ActionStatus.DONE)
    reply = Reply(CheckAnswer.PARTLY, "Done, but it did not help.")

    check_of(postmortem, WEEK).answer_with(reply, by=cast["lead"], at=LATER)

    assert set(planned(postmortem)) == {MONTH, QUARTER}


def test_the_quarter_asks_each_systemic_issue_by_name_and_what_is_open(
    cast: dict[str, User],
) -> None:
    postmortem = create_signed_off(cast)
    budgets = promise(postmortem, "No budgets anywhere", ActionKind.SYSTEMIC)
    reviews = promise(postmortem, "Reviews are rare", ActionKind.SYSTEMIC)
    promise(postmortem, "Cap the retries")
    promise(postmortem, "Alert on cost", status=ActionStatus.DONE)
    check = check_of(postmortem, QUARTER)
    again = date(2027, 3, 1)
    said = {str(budgets.uid): IssueReply(CheckAnswer.YES)}

    half = Reply(CheckAnswer.PARTLY, "One of two", again, dict(said))
    with pytest.raises(Refused) as refused:
        check.answer_with(half, by=cast["lead"], at=LATER)
    said |= {str(reviews.uid): IssueReply(CheckAnswer.NO, "Nobody has time")}
    check.answer_with(
        Reply(CheckAnswer.PARTLY, "One of two", again, said), by=cast["lead"], at=LATER
    )

    assert [reason.target for reason in refused.value.reasons] == [f"answer-{reviews.uid}"]
    assert "Reviews are rare" in refused.value.reasons[0].sentence
    check.refresh_from_db()
    assert [(each.answer, each.note) for each in check.kept_facts.asked] == [
        ("yes", ""),
        ("no", "Nobody has time"),
    ]
    assert [each.title for each in check.kept_facts.others] == ["Cap the retries"]


def test_the_second_of_two_at_once_is_told_of_the_first(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    mine, theirs = check_of(postmortem, WEEK), check_of(postmortem, WEEK)
    mine.answer_with(YES, by=cast["lead"], at=LATER)

    with pytest.raises(Refused, match="answered already: “Yes”, by Lena Lead"):
        theirs.answer_with(Reply(CheckAnswer.NO, "?"), by=cast["manager"], at=LATER)

    assert postmortem.activities.filter(kind=ActivityKind.CHECKED).count() == 1


def test_nothing_is_answered_before_the_sign_off_or_after_the_close(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    check = check_of(postmortem, WEEK)
    reopen(postmortem, cast)

    with pytest.raises(Refused, match="once the post-mortem is signed off"):
        check.answer_with(YES, by=cast["lead"], at=LATER)


@pytest.mark.parametrize("name", ["responder", "viewer", "outsider"])
def test_who_is_neither_lead_nor_manager_answers_nothing(cast: dict[str, User], name: str) -> None:
    postmortem = create_signed_off(cast)

    with pytest.raises(Refused, match="Only the Post-mortem Lead"):
        check_of(postmortem, WEEK).answer_with(YES, by=cast[name], at=LATER)
