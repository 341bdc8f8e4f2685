"""The follow-up checks on their pages: seen by all readers, answered by few, once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, CheckAnswer, FollowUpPeriod, Visibility
from postmortems.follow_ups import Reply
from postmortems.models import Check, Postmortem
from tests.factories import create_postmortem
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off, promise

pytestmark = pytest.mark.django_db
WEEK, MONTH, QUARTER = FollowUpPeriod
AGAIN = f"{LATER + timedelta(days=7):%Y-%m-%d}"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


@pytest.fixture
def postmortem(cast: dict[str, User]) -> Postmortem:
    return create_signed_off(cast)


def check_of(postmortem: Postmortem, period: str) -> Check:
    return postmortem.checks.get(period=period, answered_at=None)


def answer(client: Client, check: Check, by: User, **typed: str) -> int:
    client.force_login(by)
    return client.post(check.get_absolute_url(), typed).status_code


def page_of(client: Client, check: Check, by: User) -> str:
    client.force_login(by)
    return client.get(check.get_absolute_url()).text


def all_checks(client: Client, postmortem: Postmortem, by: User) -> str:
    client.force_login(by)
    return client.get(f"{postmortem.get_absolute_url()}checks/").text


def test_lead_answers_a_check_and_everybody_reads_what_was_said(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    promise(postmortem, "Cap the retries", owner=cast["responder"], status=ActionStatus.DONE)
    week = check_of(postmortem, WEEK)

    assert answer(client, week, cast["lead"], answer="yes", note="All three are live.") == 302

    shown = all_checks(client, postmortem, cast["viewer"])
    assert "All three are live." in shown
    assert "Lena Lead" in shown
    assert "2 Dec 2026, 09:00 UTC" in shown
    assert "Cap the retries" in shown


def test_the_page_of_a_check_shows_how_things_stand(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    promise(
        postmortem, "Cap the retries", owner=cast["responder"], due_on=date(2026, 12, 1), slips=2
    )
    promise(postmortem, "Teach the model", ActionKind.LONG_TERM)

    shown = page_of(client, check_of(postmortem, WEEK), cast["lead"])

    assert "Short-term actions completed?" in shown
    assert "Responder Responderson" in shown
    assert "Tue 1 Dec 2026, late" in shown
    assert "postponed 2 times" in shown
    assert "Teach the model" not in shown
    assert "1 day late" in shown


def test_the_next_check_comes_first(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    again = LATER.date() + timedelta(days=60)
    week = check_of(postmortem, WEEK)
    week.answer_with(Reply(CheckAnswer.NO, "Wait", again), by=cast["lead"], at=LATER)
    client.force_login(cast["lead"])

    page = client.get(f"{postmortem.get_absolute_url()}checks/").context["page"]

    assert [line.check.period for line in page.to_come] == [MONTH, WEEK, QUARTER]
    assert [check.pk for check in page.answered] == [week.pk]


def test_an_answer_that_lacks_something_keeps_what_was_typed(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    promise(postmortem, "Cap the retries")
    week = check_of(postmortem, WEEK)
    client.force_login(cast["lead"])

    response = client.post(week.get_absolute_url(), {"answer": "partly", "note": "Half of it"})

    assert response.status_code == 422
    assert "say on which day to check again" in response.text
    assert "Half of it" in response.text
    assert 'value="partly"' in response.text
    assert postmortem.checks.unanswered().count() == 3


def test_partly_is_asked_again_on_the_day_that_was_named(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    promise(postmortem, "Cap the retries")
    typed = {"answer": "partly", "note": "Half of it", "again_on": AGAIN}

    assert answer(client, check_of(postmortem, WEEK), cast["engineer"], **typed) == 302

    assert check_of(postmortem, WEEK).planned_on.isoformat() == AGAIN


def test_the_quarter_asks_each_systemic_issue_by_name(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    budgets = promise(postmortem, "No budgets anywhere", ActionKind.SYSTEMIC)
    promise(postmortem, "Cap the retries")
    quarter = check_of(postmortem, QUARTER)
    typed = {"answer": "partly", "note": "Not all", "again_on": AGAIN}

    shown = page_of(client, quarter, cast["lead"])
    refused = answer(client, quarter, cast["lead"], **typed)
    said = {f"answer-{budgets.uid}": "no", f"note-{budgets.uid}": "Nobody owns it"}
    kept = answer(client, quarter, cast["lead"], **typed, **said)

    assert "“No budgets anywhere”: is it addressed?" in shown
    assert "Still open besides" in shown
    assert (refused, kept) == (422, 302)
    assert "Nobody owns it" in page_of(client, quarter, cast["viewer"])


def test_the_second_of_two_is_told_of_the_first_and_keeps_their_words(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    week = check_of(postmortem, WEEK)
    answer(client, week, cast["lead"], answer="yes")
    client.force_login(cast["manager"])

    response = client.post(week.get_absolute_url(), {"answer": "no", "note": "I disagree"})

    assert response.status_code == 409
    assert "answered already: “Yes”, by Lena Lead" in response.text
    assert "I disagree" in response.text


def test_nothing_is_answered_while_it_is_reopened(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    draft = create_postmortem(lead=cast["lead"])
    early = draft.checks.create(period=WEEK, planned_on=LATER.date())
    client.force_login(cast["manager"])

    response = client.post(early.get_absolute_url(), {"answer": "yes"})

    assert response.status_code == 409
    assert "once the post-mortem is signed off" in response.text


@pytest.mark.parametrize("name", ["responder", "viewer", "outsider"])
def test_readers_look_and_do_not_answer(
    client: Client, cast: dict[str, User], postmortem: Postmortem, name: str
) -> None:
    week = check_of(postmortem, WEEK)

    shown = page_of(client, week, cast[name])

    assert "Only the Post-mortem Lead" in shown
    assert "Answer the check" not in shown
    assert answer(client, week, cast[name], answer="yes") == 403
    assert not postmortem.checks.exclude(answered_at=None).exists()


def test_outsider_finds_no_check_of_a_restricted_one(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    Postmortem.objects.update(visibility=Visibility.RESTRICTED)
    client.force_login(cast["outsider"])

    for address in ("checks/", f"checks/{check_of(postmortem, WEEK).pk}/", "closure/"):
        assert client.get(f"{postmortem.get_absolute_url()}{address}").status_code == 404


def test_a_check_answers_at_its_own_post_mortem_only(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    other = create_postmortem(lead=cast["lead"])
    client.force_login(cast["lead"])

    address = f"{other.get_absolute_url()}checks/{check_of(postmortem, WEEK).pk}/"

    assert client.get(address).status_code == 404


def test_before_the_sign_off_the_expected_days_are_shown(
    client: Client, cast: dict[str, User]
) -> None:
    draft = create_postmortem(lead=cast["lead"])
    undated = all_checks(client, draft, cast["lead"])
    Postmortem.objects.update(postmortem_date="2026-11-30", postmortem_on=date(2026, 11, 30))

    dated = all_checks(client, draft, cast["lead"])

    assert "counted from the day of the last signature" in undated
    assert "Sun 28 Feb 2027" in dated


def test_the_document_leads_to_the_checks_and_says_what_was_answered(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    week, month = check_of(postmortem, WEEK), check_of(postmortem, MONTH)
    answer(client, week, cast["lead"], answer="yes", note="All live")

    for address in ("", "review/"):
        shown = client.get(f"{postmortem.get_absolute_url()}{address}").text
        assert "All live" in shown
        assert f'href="{month.get_absolute_url()}"' in shown
        assert "Thu 24 Dec 2026" in shown


def test_checks_are_only_read_as_a_list(
    client: Client, cast: dict[str, User], postmortem: Postmortem
) -> None:
    client.force_login(cast["lead"])

    assert client.post(f"{postmortem.get_absolute_url()}checks/").status_code == 405


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_the_database_eight_times_at_most(
    client: Client,
    cast: dict[str, User],
    postmortem: Postmortem,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(many):
        promise(postmortem, f"Action {number}", owner=cast["responder"])
        again = LATER.date() + timedelta(days=number + 1)
        reply = Reply(CheckAnswer.NO, "Not yet", again)
        check_of(postmortem, WEEK).answer_with(reply, by=cast["lead"], at=LATER)
    client.force_login(cast["lead"])

    with django_assert_max_num_queries(8):
        client.get(f"{postmortem.get_absolute_url()}checks/")


@pytest.mark.parametrize("many", [1, 40])
def test_a_check_asks_the_database_seven_times_at_most(
    client: Client,
    cast: dict[str, User],
    postmortem: Postmortem,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(many):
        promise(postmortem, f"Action {number}", owner=cast["responder"])
    week = check_of(postmortem, WEEK)
    client.force_login(cast["lead"])

    with django_assert_max_num_queries(7):
        client.get(week.get_absolute_url())
