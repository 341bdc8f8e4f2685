"""An action's page: who comes to it, and what they do there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import ActionKind, ActionStatus, Visibility
from postmortems.models import Action, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem
from tests.postmortems.promises import close, promise, sign_off

pytestmark = pytest.mark.django_db

DUE = date(2098, 12, 4)


@pytest.fixture
def owner(client: Client) -> User:
    """Of another team than the post-mortem's."""
    person: User = MembershipFactory.create(user__full_name="Olga Owner").user
    client.force_login(person)
    return person


@pytest.fixture
def postmortem() -> Postmortem:
    return create_postmortem(visibility=Visibility.RESTRICTED)


def say(client: Client, action: Action, noun: str, **posted: object) -> Any:
    return client.post(f"{action.get_absolute_url()}{noun}/", posted)


def test_an_owner_who_cannot_read_the_document_sees_the_action(
    client: Client, owner: User, postmortem: Postmortem
) -> None:
    Postmortem.objects.update(title="A secret title")
    action = promise(postmortem, "Rotate the keys", owner=owner, due_on=DUE)

    page = client.get(action.get_absolute_url())

    assert page.status_code == 200
    assert "Rotate the keys" in page.text
    assert "A secret title" not in page.text
    assert postmortem.get_absolute_url() not in page.text
    assert client.get(postmortem.get_absolute_url()).status_code == 404


def test_an_outsider_finds_no_such_page(client: Client, postmortem: Postmortem) -> None:
    action = promise(postmortem, owner=UserFactory.create())
    client.force_login(UserFactory.create())

    assert client.get(action.get_absolute_url()).status_code == 404
    assert say(client, action, "status", status="in_progress").status_code == 404


def test_an_empty_or_deleted_row_has_no_page(client: Client, owner: User) -> None:
    postmortem = create_postmortem(lead=owner)
    blank = Action.objects.filter(postmortem=postmortem).first()
    assert blank

    assert client.get(blank.get_absolute_url()).status_code == 404


def test_a_reader_looks_and_does_not_move_it(client: Client) -> None:
    action = promise(create_postmortem(), owner=UserFactory.create())
    client.force_login(UserFactory.create())

    page = client.get(action.get_absolute_url()).text

    assert "Its owner, the two leads and the team’s managers change it" in page
    assert '<form class="move"' not in page
    for noun in ("status", "due-date", "owner"):
        assert say(client, action, noun, status="in_progress").status_code == 403


def test_a_member_of_the_team_is_a_reader_here_and_a_manager_is_not(client: Client) -> None:
    postmortem = create_postmortem()
    action = promise(postmortem, owner=UserFactory.create())
    member, manager = (
        MembershipFactory.create(team=postmortem.team, role=role).user
        for role in (Role.MEMBER, Role.MANAGER)
    )

    client.force_login(member)
    assert say(client, action, "status", status="in_progress").status_code == 403
    client.force_login(manager)
    assert say(client, action, "status", status="in_progress").status_code == 302


@pytest.mark.parametrize("role", ["incident_lead", "postmortem_lead"])
def test_either_lead_moves_it(client: Client, role: str) -> None:
    lead = UserFactory.create()
    postmortem = create_postmortem()
    Postmortem.objects.update(**{role: lead})
    action = promise(postmortem, owner=UserFactory.create())
    client.force_login(lead)

    say(client, action, "status", status="in_progress", was="not_started")

    action.refresh_from_db()
    assert action.status == ActionStatus.IN_PROGRESS


@pytest.mark.parametrize("kind", ActionKind)
def test_the_next_step_is_obvious_and_the_past_is_told(
    client: Client, owner: User, postmortem: Postmortem, kind: ActionKind
) -> None:
    action = promise(postmortem, owner=owner, kind=kind)

    assert client.get(action.get_absolute_url()).context["page"].next_step.button == "Start"
    say(client, action, "status", status="in_progress", was="not_started")
    page = client.get(action.get_absolute_url())

    assert page.context["page"].next_step.button == "Complete"
    assert "Olga Owner" in page.text
    assert "started it" in page.text


def test_what_happened_to_it_is_told_with_its_reasons(
    client: Client, owner: User, postmortem: Postmortem
) -> None:
    action = promise(postmortem, owner=owner, due_on=DUE)
    another = promise(postmortem, "Another", owner=owner)
    stranger = UserFactory.create(full_name="Sam Stranger")

    say(client, another, "status", status="wont_do", words="Not of this page")
    say(client, action, "status", status="blocked", words="No staging yet")
    say(client, action, "due-date", to="2098-12-18", reason="Staging comes on Monday")
    say(client, action, "owner", to=stranger.pk, note="You have staging")
    client.force_login(stranger)
    page = client.get(action.get_absolute_url())

    assert [(each.words, each.said) for each in page.context["page"].happenings] == [
        ("handed it over from Olga Owner to Sam Stranger", "You have staging"),
        ("postponed it from 4 Dec 2098 to 18 Dec 2098", "Staging comes on Monday"),
        ("marked it as blocked", "No staging yet"),
    ]
    assert "Slipped once, first due 4 Dec 2098" in page.text
    assert "Not of this page" not in page.text


def test_who_hands_over_what_they_cannot_read_is_led_to_the_board(
    client: Client, owner: User, postmortem: Postmortem
) -> None:
    action = promise(postmortem, owner=owner)

    response = say(client, action, "owner", to=UserFactory.create().pk)

    assert response.headers["Location"] == "/actions/"
    assert client.get(action.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("noun", "posted", "asked"),
    [
        ("status", {"status": "done", "words": ""}, "What shows that it is done?"),
        ("status", {"status": "blocked", "words": " "}, "What is in the way?"),
        ("due-date", {"to": "2098-12-18", "reason": ""}, "Why later?"),
        ("due-date", {"to": "soon", "reason": "kept words"}, "kept words"),
        ("owner", {"to": "", "note": "kept words"}, "kept words"),
    ],
)
def test_what_is_missing_is_asked_for_and_typed_words_stay(
    client: Client,
    owner: User,
    postmortem: Postmortem,
    noun: str,
    posted: dict[str, str],
    asked: str,
) -> None:
    action = promise(postmortem, owner=owner)

    response = say(client, action, noun, **posted)

    assert response.status_code == 422
    assert asked in response.text
    assert "invalid-feedback" in response.text
    assert not postmortem.activities.filter(kind__startswith="action_").exists()


def test_a_word_that_is_no_status_is_no_request(client: Client, owner: User) -> None:
    action = promise(create_postmortem(), owner=owner)

    assert say(client, action, "status", status="perhaps").status_code == 400
    assert say(client, action, "status").status_code == 400


@pytest.mark.parametrize(
    ("noun", "posted", "told"),
    [
        (
            "status",
            {"status": "done", "words": "kept words", "was": "not_started"},
            "Somebody else has changed it meanwhile: its status is “Blocked” now.",
        ),
        (
            "due-date",
            {"to": "2098-12-18", "reason": "kept words", "was": "2098-11-01"},
            "Somebody else has changed it meanwhile: it is due 4 Dec 2098 now.",
        ),
        (
            "owner",
            {"note": "kept words", "was": ""},
            "Somebody else has changed it meanwhile: Olga Owner owns it now.",
        ),
    ],
)
def test_what_somebody_else_changed_meanwhile_is_told_and_stays(
    client: Client,
    owner: User,
    postmortem: Postmortem,
    noun: str,
    posted: dict[str, str],
    told: str,
) -> None:
    action = promise(postmortem, owner=owner, status="blocked", due_on=DUE)
    before = Action.objects.filter(pk=action.pk).values().get()

    response = say(client, action, noun, **{"to": UserFactory.create().pk} | posted)

    assert response.status_code == 409
    assert told in response.text
    assert "kept words" in response.text
    assert Action.objects.filter(pk=action.pk).values().get() == before


def test_a_refusal_tells_every_reason(client: Client, owner: User, postmortem: Postmortem) -> None:
    action = promise(postmortem, owner=owner, status="done", due_on=DUE)
    close(postmortem)

    response = say(client, action, "due-date", to="2098-12-01", reason="Later")

    assert response.status_code == 409
    for sentence in ("is closed", "reopen it first", "is not later than its due date"):
        assert sentence in response.text


def test_words_for_a_step_that_is_gone_are_given_back(client: Client, owner: User) -> None:
    action = promise(create_postmortem(), owner=owner, status="done")

    response = say(client, action, "status", status="done", words="I saw it run", was="blocked")

    assert response.status_code == 409
    assert "I saw it run" in response.text


def test_a_closed_postmortem_says_so_and_offers_nothing(
    client: Client, owner: User, postmortem: Postmortem
) -> None:
    action = promise(postmortem, owner=owner)
    close(postmortem)

    page = client.get(action.get_absolute_url()).text

    assert "is closed: its actions stay as they are" in page
    assert "Hand over" not in page


def test_after_sign_off_an_owner_from_another_team_completes_it_with_evidence(
    client: Client, owner: User, postmortem: Postmortem
) -> None:
    action = promise(postmortem, owner=owner)
    sign_off(postmortem)

    say(client, action, "status", status="done", words="Seen in the [log](https://example.com/7)")
    page = client.get(action.get_absolute_url()).text

    assert 'href="https://example.com/7"' in page
    assert "Reopen" in page


def test_a_link_opens_the_form_it_names(client: Client, owner: User) -> None:
    action = promise(create_postmortem(), owner=owner)

    page = client.get(f"{action.get_absolute_url()}?do=due-date").text

    assert page.count('<details class="more" open>') == 1
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "x:y"])
def test_nobody_is_sent_to_another_site(client: Client, owner: User, back: str) -> None:
    action = promise(create_postmortem(), owner=owner)

    response = say(client, action, "status", status="in_progress", back=back)

    assert response.headers["Location"] == action.get_absolute_url()


def test_a_row_of_the_board_is_answered_in_the_row(client: Client, owner: User) -> None:
    action = promise(create_postmortem(), owner=owner)
    posted = {"status": "done", "was": "not_started", "back": "/actions/?tab=mine&group=week"}

    asked = client.post(
        f"{action.get_absolute_url()}status/", posted, headers={"HX-Request": "true"}
    )

    assert asked.status_code == 422
    assert asked.headers["HX-Retarget"] == f"#status-{action.uid}"
    assert "What shows that it is done?" in asked.text
    assert "invalid-feedback" not in asked.text
    assert "<html" not in asked.text
    done = say(client, action, "status", **posted, words="It ran")
    assert done.headers["Location"] == posted["back"]


def test_the_page_asks_the_database_nine_times_at_most(
    client: Client, owner: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    postmortem = create_postmortem(lead=owner)
    action = promise(postmortem, owner=owner, due_on=DUE)
    for day in range(5, 20):
        say(client, action, "due-date", to=f"2098-12-{day:02}", reason="Later")

    with django_assert_max_num_queries(9):
        page = client.get(action.get_absolute_url())

    assert len(page.context["page"].happenings) == 15
