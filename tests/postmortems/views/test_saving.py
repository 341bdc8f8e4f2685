"""What was typed into the document's page is saved, beside what others typed meanwhile."""

import pytest
from django.test import Client

from accounts.models import User
from postmortems.models import Postmortem, TimelineEvent, Why
from tests.factories import AT, MembershipFactory, create_postmortem
from tests.postmortems.views.pages import Fields, open_page, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


@pytest.fixture
def responder(lead: User) -> User:
    team = lead.memberships.get().team
    return MembershipFactory.create(team=team, user__full_name="Rosa Responder").user


def test_a_page_posted_as_it_was_changes_nothing(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)

    assert save(client, postmortem, page) == 303

    assert Postmortem.objects.get().seq == postmortem.seq


def test_what_was_typed_is_saved_letter_by_letter(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    text = "\n  leading line\r\n<b>bold</b> & “quotes” 🚒  "

    save(client, postmortem, page, **{"Root cause description": text, "Event, row 2": "A mail"})

    stored = Postmortem.objects.get().root_cause.what_happened
    assert stored == text.replace("\r\n", "\n")
    assert TimelineEvent.objects.all()[1].event == "A mail"
    again = open_page(client, postmortem, lead)
    assert again.values["answer-what_happened"] == stored


def test_two_people_who_saved_from_the_same_stale_page_both_keep_their_words(
    client: Client, lead: User, responder: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    of_lead = open_page(client, postmortem, lead)
    of_responder = open_page(client, postmortem, responder)

    save(client, postmortem, of_responder, **{"Users affected": "One in five. "})
    client.force_login(lead)
    save(client, postmortem, of_lead, **{"Users affected": "All of them in Europe."})

    words = Postmortem.objects.get().impact.users_affected
    assert "One in five. " in words
    assert "All of them in Europe." in words


def test_the_same_page_posted_twice_is_saved_once(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)

    save(client, postmortem, page, **{"Users affected": "One"})
    save(client, postmortem, page, **{"Users affected": "One"})
    save(client, postmortem, page, **{"Users affected": "One in five"})

    assert Postmortem.objects.get().impact.users_affected == "One in five"


@pytest.mark.parametrize(("choice", "severity"), [("mine", "P0"), ("theirs", "P1")])
def test_a_value_somebody_else_chose_meanwhile_is_shown_beside_ones_own(
    client: Client, lead: User, responder: User, choice: str, severity: str
) -> None:
    postmortem = create_postmortem(lead=lead)
    of_lead = open_page(client, postmortem, lead)
    of_responder = open_page(client, postmortem, responder)
    save(client, postmortem, of_responder, Severity="P1")
    client.force_login(lead)

    values = of_lead.values | {"answer-severity": "P0", "answer-users_affected": "All"}
    response = client.post(postmortem.get_absolute_url(), values)

    assert response.status_code == 409
    assert "Rosa Responder set Severity to “P1”" in response.text
    assert Fields(response.text).values["answer-severity"] == "P0"
    fresh = Postmortem.objects.get()
    assert (fresh.severity, fresh.impact.users_affected) == ("P1", "All")

    again = Fields(response.text)
    assert save(client, postmortem, again) == 409
    assert Postmortem.objects.get().severity == "P1"

    again.values["choose-answer-severity"] = choice
    assert save(client, postmortem, again) == 303
    assert Postmortem.objects.get().severity == severity


def test_a_person_somebody_else_named_meanwhile_can_be_kept_or_replaced(
    client: Client, lead: User, responder: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    of_lead = open_page(client, postmortem, lead)
    of_responder = open_page(client, postmortem, responder)
    save(client, postmortem, of_responder, **{"Incident Lead": "Rosa Responder"})
    client.force_login(lead)

    values = of_lead.values | {"answer-incident_lead": "Lena Lead"}
    again = Fields(client.post(postmortem.get_absolute_url(), values).text)
    again.values["choose-answer-incident_lead"] = "mine"

    assert Postmortem.objects.get().incident_lead == responder
    assert save(client, postmortem, again) == 303
    assert Postmortem.objects.get().incident_lead == lead


def test_words_saved_beside_a_conflict_are_not_saved_twice(
    client: Client, lead: User, responder: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    of_lead = open_page(client, postmortem, lead)
    of_responder = open_page(client, postmortem, responder)
    save(client, postmortem, of_responder, **{"Severity": "P1", "Users affected": "Ten. "})
    client.force_login(lead)
    values = of_lead.values | {"answer-severity": "P0", "answer-users_affected": "Twenty."}

    again = Fields(client.post(postmortem.get_absolute_url(), values).text)
    merged = again.values["answer-users_affected"]
    again.values["choose-answer-severity"] = "mine"
    save(client, postmortem, again)

    assert sorted(merged.replace(".", ". ").split()) == ["Ten.", "Twenty."]
    assert Postmortem.objects.get().impact.users_affected == merged


def test_a_page_gone_back_to_does_not_undo_what_others_wrote_meanwhile(
    client: Client, lead: User, responder: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    of_lead = open_page(client, postmortem, lead)
    of_responder = open_page(client, postmortem, responder)
    save(client, postmortem, of_responder, **{"Users affected": "Ten."})
    client.force_login(lead)

    save(client, postmortem, of_lead, **{"Users affected": "Twenty"})
    save(client, postmortem, of_lead, **{"Users affected": "Twenty five"})

    words = Postmortem.objects.get().impact.users_affected
    assert "Ten." in words
    assert "Twenty five" in words


def test_words_typed_into_a_document_that_was_signed_meanwhile_are_shown_again(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    Postmortem.objects.update(status="signed_off", locked_at_seq=postmortem.seq, signed_off_at=AT)
    values = page.values | {"answer-users_affected": "All of them"}

    response = client.post(postmortem.get_absolute_url(), values)

    assert response.status_code == 422
    assert "All of them" in response.text
    assert "its text is frozen" in response.text
    assert "<textarea" not in response.text
    assert Postmortem.objects.get().impact.users_affected == ""
    assert postmortem.late_edits.get().text == "All of them"


def test_an_id_that_is_taken_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, lead: User
) -> None:
    create_postmortem(lead=lead, incident_id="PM-7")
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)

    values = page.values | {"answer-incident_id": "PM-7", "answer-title": "Kept"}
    response = client.post(postmortem.get_absolute_url(), values)

    assert response.status_code == 422
    assert "PM-7 is the ID of another post-mortem." in response.text
    assert Fields(response.text).values["answer-incident_id"] == "PM-7"
    assert Postmortem.objects.get(pk=postmortem.pk).title == "Kept"


@pytest.mark.parametrize(
    ("command", "order"),
    [("up:whys:{1}", [1, 0, 2, 3, 4]), ("down:whys:{1}", [0, 2, 1, 3, 4]), ("up:whys:{0}", None)],
)
def test_a_rows_button_saves_what_was_typed_and_moves_the_row(
    client: Client, lead: User, command: str, order: list[int] | None
) -> None:
    postmortem = create_postmortem(lead=lead)
    uids = [str(why.uid) for why in Why.objects.all()]
    page = open_page(client, postmortem, lead)

    page.values["do"] = command.format(*uids)
    save(client, postmortem, page, **{"Users affected": "Ten"})

    assert [str(why.uid) for why in Why.objects.all()] == [
        uids[number] for number in order or range(5)
    ]
    assert Postmortem.objects.get().impact.users_affected == "Ten"


def test_a_row_is_added_and_deleted(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    save(client, postmortem, page, **{"Answer, row 1": "So"})

    page = open_page(client, postmortem, lead)
    page.values["do"] = "add:whys"
    save(client, postmortem, page)
    added = Why.objects.last()
    assert added
    assert Why.objects.filter(deleted_at=None).count() == 6

    page = open_page(client, postmortem, lead)
    page.values["do"] = f"delete:whys:{added.uid}"
    save(client, postmortem, page)
    assert Why.objects.filter(deleted_at=None).count() == 5


def test_a_row_is_added_below_the_one_that_is_named(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    uid = str(Why.objects.all()[0].uid)
    page = open_page(client, postmortem, lead)
    page.values["do"] = f"add:whys:{uid}"

    response = client.post(postmortem.get_absolute_url(), page.values)

    added = Why.objects.all()[1]
    assert response["Location"] == f"{postmortem.get_absolute_url()}#row-{added.uid}"


def test_a_deleted_row_comes_back_with_undo(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    why = Why.objects.all()[1]
    page = open_page(client, postmortem, lead)
    page.values["do"] = f"delete:whys:{why.uid}"

    deleted = client.post(postmortem.get_absolute_url(), page.values, follow=True)
    assert "Why deleted." in deleted.text
    assert f'value="undelete:whys:{why.uid}"' in deleted.text
    assert f'id="row-{why.uid}"' not in deleted.text

    again = Fields(deleted.text)
    again.values["do"] = f"undelete:whys:{why.uid}"
    restored = client.post(postmortem.get_absolute_url(), again.values, follow=True)
    assert f'id="row-{why.uid}"' in restored.text


@pytest.mark.parametrize(
    "command", ["sort:whys", "add:nothing", "delete:whys:x", "up:timeline:x", "fly:whys", "add"]
)
def test_a_button_nobody_offers_does_nothing(client: Client, lead: User, command: str) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    page.values["do"] = command

    assert client.post(postmortem.get_absolute_url(), page.values).status_code in {303, 422}

    assert Postmortem.objects.get().seq == postmortem.seq


def test_events_are_sorted_by_time(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    page = open_page(client, postmortem, lead)
    typed = {"Time (UTC), row 1": "2026-11-23 09:00", "Time (UTC), row 2": "2026-11-23 08:00"}
    page.values["do"] = "sort:timeline"

    save(client, postmortem, page, **typed)

    assert [event.time for event in TimelineEvent.objects.all()[:2]] == [
        "2026-11-23 08:00",
        "2026-11-23 09:00",
    ]
