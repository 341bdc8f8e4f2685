"""Everyone, oneself, and the marks that stand for a person."""

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team, User
from tests.accounts.pages import press
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def signed_in(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def test_everyone_active_is_listed_with_their_teams(signed_in: Client, outsider: User) -> None:
    UserFactory.create(full_name="Gone Away", is_active=False)

    page = signed_in.get("/people/")

    assert "Jonas Lindqvist" in page.text
    assert "outsider@example.com" in page.text
    assert "Payments" in page.text
    assert "/teams/platform/" in page.text
    assert "/teams/payments/" not in page.text
    assert "Gone Away" not in page.text


def test_list_asks_the_database_the_same_for_many_people(
    signed_in: Client, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MembershipFactory.create_batch(20, team=team)

    with django_assert_num_queries(7):
        signed_in.get("/people/")


def test_person_changes_their_name_and_time_zone(signed_in: Client, lead: User) -> None:
    page = signed_in.get("/profile/")

    press(
        signed_in,
        page,
        "Save profile",
        full_name="Lena Brandt-Ito",
        time_zone="Asia/Tokyo",
        email="root@example.com",
        is_superuser="on",
    )

    lead.refresh_from_db()
    assert (lead.full_name, lead.time_zone) == ("Lena Brandt-Ito", "Asia/Tokyo")
    assert (lead.email, lead.is_superuser) == ("lead@example.com", False)


@pytest.mark.parametrize(
    ("field", "value"), [("full_name", "  "), ("time_zone", "Europe/Nowhere"), ("time_zone", "")]
)
def test_profile_that_makes_no_sense_is_refused(
    signed_in: Client, lead: User, field: str, value: str
) -> None:
    answers = {"full_name": "Lena", "time_zone": "UTC"} | {field: value}

    response = signed_in.post("/profile/", answers)

    assert response.context["form"].has_error(field)
    lead.refresh_from_db()
    assert lead.full_name == "Lena Brandt"


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Lena Brandt", "LB"), ("Ana de la Cruz", "AC"), ("Plato", "P"), ("", "A")],
)
def test_initials_are_first_and_last(name: str, initials: str) -> None:
    assert User(full_name=name, email="a@example.com").initials == initials


def test_colour_is_stable_and_one_of_eight() -> None:
    colours = {User(email=f"{n}@example.com").colour for n in range(200)}

    assert colours == set(range(1, 9))
    assert User(email="lead@example.com").colour == User(email="lead@example.com").colour


def test_avatar_is_for_the_eye_and_the_name_for_everyone() -> None:
    person = User(full_name="Lena Brandt", email="lead@example.com")

    text = render_to_string("_components/person.html", {"person": person})

    assert f'class="avatar c{person.colour}" aria-hidden="true">LB<' in text
    assert "Lena Brandt" in text


def test_administrator_adds_a_person_and_lets_one_go(
    client: Client, administrator: User, lead: User
) -> None:
    client.force_login(administrator)
    secret = "four grey herons standing"  # noqa: S105
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    person = {"full_name": "Ada Byron", "time_zone": "UTC", "email": "Ada@Example.com"}

    client.post(
        "/admin/accounts/user/add/",
        person | inline | {"usable_password": "true", "password1": secret, "password2": secret},
    )
    ada = User.objects.get(email="ada@example.com")
    assert ada.check_password(secret)

    client.post(f"/admin/accounts/user/{ada.pk}/change/", person | inline)
    ada.refresh_from_db()
    assert not ada.is_active
    assert client.post(f"/admin/accounts/user/{ada.pk}/delete/").status_code == 403


@pytest.mark.parametrize("page", ["user/", "user/add/", "team/", "team/add/", "invitation/"])
def test_administration_opens_for_administrators_only(
    client: Client, administrator: User, manager: User, page: str
) -> None:
    client.force_login(administrator)
    assert client.get(f"/admin/accounts/{page}").status_code == 200

    client.force_login(manager)
    assert client.get(f"/admin/accounts/{page}", follow=True).status_code == 403


def test_first_administrator_is_made_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four grey herons standing")

    call_command(
        "createsuperuser", "--noinput", email="Root@Example.com", full_name="Root", verbosity=0
    )

    assert User.objects.get(email="root@example.com").is_superuser
