"""Which mails a person wants: preferences, unsubscribing, putting reminders off."""

from datetime import timedelta

import pytest
from django.test import Client

from notifications.digests import muted_kinds
from notifications.models import Preference, Snooze
from notifications.tokens import SIGNER, token_for
from postmortems import clock
from postmortems.choices import ActivityKind
from postmortems.models import Action
from tests.notifications.cast import AT, DAY, Cast, cast, composed, person, promise, run, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def new() -> Cast:
    return cast()


def test_person_chooses_which_mails_come(client: Client, new: Cast) -> None:
    client.force_login(new.lead)
    page = client.get("/profile/notices/").text
    assert "Weekly digest" in page

    client.post("/profile/notices/", {"opened": "on", "week": ""})

    assert "week" in muted_kinds(new.lead)
    assert "opened" not in muted_kinds(new.lead)
    assert muted_kinds(new.manager) == set()


def test_reminders_others_wait_for_cannot_be_turned_off(client: Client, new: Cast) -> None:
    client.force_login(new.lead)

    client.post("/profile/notices/", {})

    assert not {"signoff_requested", "action_overdue", "deadline_passed"} & muted_kinds(new.lead)
    assert 'name="signoff_requested"' not in client.get("/profile/notices/").text


def test_unsubscribing_needs_no_sign_in_and_a_post(new: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{token_for(new.lead, 'week')}/"

    page = client.get(address)
    assert page.status_code == 200
    assert "No more of these mails" in page.text
    assert muted_kinds(new.lead) == set()
    for _ in range(2):
        done = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200

    assert muted_kinds(new.lead) == {"week"}
    assert Preference.objects.count() == 1


@pytest.mark.parametrize(
    "token",
    [
        "1.week",
        "1.week:forged",
        SIGNER.sign("999999.week"),
        SIGNER.sign("1.action_overdue"),
        SIGNER.sign("one.week"),
        "%00",
    ],
)
def test_token_that_is_not_ours_does_nothing(client: Client, new: Cast, token: str) -> None:
    for method in ("GET", "POST"):
        response = client.generic(method, f"/unsubscribe/{token}/")
        assert response.status_code == 404
        assert "does not work" in response.text

    assert not Preference.objects.exists()


def test_token_does_not_sign_anybody_in(client: Client, new: Cast) -> None:
    client.post(f"/unsubscribe/{token_for(new.lead, 'week')}/")

    assert client.get("/inbox/").status_code == 302


@pytest.fixture
def overdue(new: Cast) -> Action:
    return promise(new, due_on=clock.now().date() - 2 * DAY, assigned_by=new.owner)


def address_of(action: Action) -> str:
    return f"/actions/{action.uid}/snooze/"


def put_off(client: Client, action: Action, *, days: int, reason: str = "On leave") -> int:
    until = clock.now().date() + timedelta(days=days)
    response = client.post(address_of(action), {"until": until.isoformat(), "reason": reason})
    return response.status_code


def test_owner_puts_reminders_off_and_the_reason_is_recorded(
    client: Client, new: Cast, overdue: Action
) -> None:
    client.force_login(new.owner)
    assert "Put off its reminders" in client.get(f"/actions/{overdue.uid}/").text
    assert client.get(address_of(overdue)).status_code == 200

    assert put_off(client, overdue, days=5) == 302

    activity = new.postmortem.activities.get(kind=ActivityKind.ACTION_SNOOZED)
    assert activity.by == new.owner
    assert activity.facts["reason"] == "On leave"
    assert activity.facts["action"] == str(overdue.uid)


@pytest.mark.parametrize(("days", "reason"), [(0, "Why"), (-1, "Why"), (40, "Why"), (5, "  ")])
def test_bad_day_or_no_reason_is_refused_with_words(
    client: Client, new: Cast, overdue: Action, days: int, reason: str
) -> None:
    client.force_login(new.owner)

    assert put_off(client, overdue, days=days, reason=reason) == 422

    assert not Snooze.objects.exists()


def test_only_the_owner_puts_reminders_off(client: Client, new: Cast, overdue: Action) -> None:
    client.force_login(new.lead)

    assert put_off(client, overdue, days=5) == 404


def test_action_that_is_not_overdue_has_nothing_to_put_off(client: Client, new: Cast) -> None:
    action = promise(new, due_on=clock.now().date() + 9 * DAY)
    client.force_login(new.owner)

    assert put_off(client, action, days=5) == 422
    assert not Snooze.objects.exists()


def test_no_reminder_comes_until_that_day_and_the_lead_is_told_all_the_same(new: Cast) -> None:
    action = promise(new, due_on=AT.date(), assigned_by=new.owner)
    run(AT, AT + DAY)
    until = (AT + 9 * DAY).date()
    Snooze.objects.put_off(
        action,
        until=until,
        reason="On leave",
        by=new.owner,
        at=AT + DAY,
        on=(AT + DAY).date(),
    )

    run(AT + DAY, AT + 10 * DAY)

    assert composed("action_overdue", new.owner) == [AT + DAY, AT + 9 * DAY]
    assert composed("action_overdue", new.lead) == [AT + 8 * DAY]


def test_new_owner_is_not_bound_by_what_the_old_one_put_off(new: Cast) -> None:
    action = promise(new, due_on=AT.date(), assigned_by=new.owner)
    Snooze.objects.create(
        action=action, person=new.owner, until=AT.date() + 20 * DAY, reason="Leave", at=AT
    )
    other = person(new.team)
    Action.objects.filter(pk=action.pk).update(owner=other, assigned_at=AT, assigned_by=other)
    new.postmortem.seq += 1
    new.postmortem.save(update_fields=["seq"])
    sweep(AT)

    run(AT, AT + DAY)

    assert composed("action_overdue", other) == [AT + DAY]
