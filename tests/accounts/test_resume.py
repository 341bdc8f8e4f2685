"""What somebody typed survives the end of their session."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Team, User
from tests.accounts.pages import form_with, has_form_with, press, sign_in

SETTINGS = "/teams/platform/settings/"
RESUME = "/accounts/login/?next=/accounts/resume/"
TYPED = {"name": "Platform core", "sprint_days": "21", "time_zone": "Asia/Tokyo"}


@pytest.fixture
def expired(client: Client, manager: User) -> Client:
    """A browser whose person was signed in and whose session has ended meanwhile."""
    client.force_login(manager)
    Session.objects.all().delete()
    return client


def kept_in(client: Client) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = client.session.get("kept_posts", [])
    return posts


def test_manager_saves_after_signing_in_again(expired: Client, team: Team, manager: User) -> None:
    refused = expired.post(SETTINGS, TYPED)
    assert refused["Location"] == RESUME
    key = expired.session.session_key

    back = sign_in(expired, manager.email, next="/accounts/resume/")
    assert back["Location"] == "/accounts/resume/"
    assert expired.session.session_key != key

    page = expired.get("/accounts/resume/")
    assert "Your session had ended. What you typed is kept here." in page.text
    assert "Platform core" in page.text
    team.refresh_from_db()
    assert team.name == "Platform"

    assert press(expired, page, "Save it now")["Location"] == "/teams/platform/"
    team.refresh_from_db()
    assert (team.name, team.sprint_days, team.time_zone) == ("Platform core", 21, "Asia/Tokyo")
    assert not kept_in(expired)
    assert "Nothing is waiting" in expired.get("/accounts/resume/").text


def test_it_works_with_a_browsers_token_checks(
    strict_client: Client, team: Team, manager: User
) -> None:
    strict_client.force_login(manager)
    page = strict_client.get(SETTINGS)
    Session.objects.all().delete()

    assert press(strict_client, page, "Save settings", **TYPED)["Location"] == RESUME
    press(
        strict_client,
        strict_client.get(RESUME),
        "Sign in",
        login=manager.email,
        password="a long walk by the sea",
    )
    press(strict_client, strict_client.get("/accounts/resume/"), "Save it now")

    team.refresh_from_db()
    assert team.name == "Platform core"


def test_without_the_pages_token_nothing_is_kept(strict_client: Client, team: Team) -> None:
    assert strict_client.post(SETTINGS, TYPED).status_code == 403
    assert not Session.objects.exists()


def test_every_value_of_a_field_and_every_line_is_kept(expired: Client, manager: User) -> None:
    text = "first\r\nsecond — 🦉 <b>\"quoted\"</b> & 'so'"
    expired.post(f"{SETTINGS}?from=here", {"what": ["one", text], "empty": ""})
    sign_in(expired, manager.email)

    form = form_with(expired.get("/accounts/resume/"), "Save it now")

    assert form.action == f"{SETTINGS}?from=here"
    assert form.fields["what"] == ["one", text]
    assert form.fields["empty"] == [""]
    assert len(form.fields["csrfmiddlewaretoken"]) == 1


def test_page_is_there_until_discarded(expired: Client, manager: User) -> None:
    expired.post(SETTINGS, TYPED)
    sign_in(expired, manager.email)

    press(expired, expired.get("/accounts/resume/"), "Discard")

    assert not kept_in(expired)


def test_save_that_is_refused_for_an_error_keeps_the_text(
    expired: Client, team: Team, manager: User
) -> None:
    expired.post(SETTINGS, TYPED | {"sprint_days": "0"})
    sign_in(expired, manager.email)

    response: Any = press(expired, expired.get("/accounts/resume/"), "Save it now")

    assert "Platform core" in response.text
    assert kept_in(expired)


def test_two_pages_are_both_kept(expired: Client, manager: User) -> None:
    expired.post(SETTINGS, TYPED)
    expired.post("/profile/", {"full_name": "Ingrid H"})
    sign_in(expired, manager.email)

    page = expired.get("/accounts/resume/")

    assert page.text.count("Save it now") == 2
    assert "Ingrid H" in page.text


def test_time_is_shown(expired: Client, manager: User) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 14, 5, tzinfo=UTC), tick=False):
        expired.post(SETTINGS, TYPED)
        sign_in(expired, manager.email)

        assert "24 Nov 2026, 14:05 UTC" in expired.get("/accounts/resume/").text


def test_files_are_named_but_not_kept(expired: Client, manager: User) -> None:
    picture = SimpleUploadedFile("graph.png", b"not kept at all", content_type="image/png")

    expired.post(SETTINGS, {"name": "Platform core", "picture": picture})

    sign_in(expired, manager.email)
    page = expired.get("/accounts/resume/")
    assert "Files are not kept. Choose again: graph.png." in page.text
    assert "not kept at all" not in str(kept_in(expired))


def test_passwords_are_not_kept(expired: Client) -> None:
    response = expired.post(
        "/accounts/password/change/",
        {"oldpassword": "secret-1", "password1": "secret-2", "password2": "secret-2"},
    )

    assert response["Location"] == "/accounts/login/"
    assert not kept_in(expired)


def test_post_without_words_leads_back_to_its_page(expired: Client) -> None:
    response = expired.post(
        "/teams/platform/memberships/1/removal/",
        HTTP_REFERER="http://testserver/teams/platform/?a=b",
    )

    assert response["Location"] == "/accounts/login/?next=/teams/platform/%3Fa%3Db"
    assert not kept_in(expired)


def test_page_of_another_site_is_not_led_back_to(expired: Client) -> None:
    response = expired.post(
        "/teams/platform/memberships/1/removal/", HTTP_REFERER="https://evil.test/x"
    )

    assert response["Location"] == "/accounts/login/"


@pytest.mark.parametrize("writer", ["manager", "nobody"])
def test_only_who_typed_it_may_save_it(
    expired: Client, manager: User, lead: User, writer: str
) -> None:
    expired.post(SETTINGS, TYPED | {"writer": str(manager.pk)})
    person = {"manager": manager, "nobody": lead}[writer]
    sign_in(expired, person.email)

    page = expired.get("/accounts/resume/")

    assert "Platform core" in page.text
    assert has_form_with(page, "Save it now") is (person == manager)
    assert ("you cannot save it in your name" in page.text) is (person == lead)


def test_saving_somebody_elses_words_asks_for_permission_anew(
    expired: Client, team: Team, viewer: User
) -> None:
    expired.post(SETTINGS, TYPED)
    sign_in(expired, viewer.email)

    response = press(expired, expired.get("/accounts/resume/"), "Save it now")

    assert response.status_code == 403
    assert kept_in(expired)


def test_kept_words_go_with_signing_out(expired: Client, manager: User) -> None:
    expired.post(SETTINGS, TYPED)
    sign_in(expired, manager.email)
    expired.post("/accounts/logout/")
    sign_in(expired, manager.email)

    assert "Nothing is waiting" in expired.get("/accounts/resume/").text


def test_htmx_is_sent_to_sign_in_as_a_whole_page(expired: Client) -> None:
    response = expired.post(SETTINGS, TYPED, headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/login/?next=/accounts/resume/"
    assert not response.text
    assert kept_in(expired)[0]["path"] == SETTINGS


def test_htmx_that_only_reads_comes_back_to_its_page(expired: Client) -> None:
    response = expired.get(
        "/teams/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=a"},
    )

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/login/?next=/people/%3Fq%3Da"


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_script_that_sends_json_gets_a_plain_refusal(expired: Client, method: str) -> None:
    response = getattr(expired, method)(SETTINGS, {"name": "x"}, content_type="application/json")

    assert response.status_code == 401
    assert not kept_in(expired)


def test_more_than_two_megabytes_stay_in_the_browser(expired: Client) -> None:
    response = expired.post(SETTINGS, {"name": "é" * (1024 * 1024 + 1)})

    assert response.status_code == 401
    assert "go one page back" in response.text
    assert not kept_in(expired)


def test_two_megabytes_are_counted_together(expired: Client) -> None:
    for _ in range(2):
        assert expired.post(SETTINGS, {"name": "x" * 900_000}).status_code == 302

    assert expired.post(SETTINGS, {"name": "x" * 900_000}).status_code == 401
    assert len(kept_in(expired)) == 2


def test_stranger_cannot_fill_the_store(client: Client, team: Team) -> None:
    statuses = [Client().post(SETTINGS, TYPED).status_code for _ in range(121)]

    assert statuses == [302] * 120 + [401]


def test_posts_of_a_living_session_are_untouched(client: Client, manager: User) -> None:
    client.force_login(manager)

    assert client.post(SETTINGS, TYPED)["Location"] == "/teams/platform/"
    assert not kept_in(client)


def test_of_a_page_only_what_was_changed_is_shown_under_names_people_know(
    client: Client, lead: User
) -> None:
    uid = uuid4()
    fields = {
        "base-answer-title": "Search was down",
        "answer-title": "Search was down",
        "base-answer-users_affected": "",
        "answer-users_affected": "Nine of ten",
        f"base-row-timeline-{uid}-event": "Called",
        f"row-timeline-{uid}-event": "",
        "seq": "12",
        "writer": str(lead.pk),
    }
    client.post("/postmortems/INC-1/", fields)
    client.force_login(lead)

    kept = client.get("/accounts/resume/").context["kept"][0]

    assert kept["typed"] == [("Users affected", "Nine of ten"), ("Timeline event", "")]
