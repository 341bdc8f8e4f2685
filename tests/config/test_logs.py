"""The log says what happened, and nothing of what people wrote, hid or are called."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from accounts.models import Invitation
from accounts.roles import Role
from config import logs, task_logs
from config.logs import JSONFormatter, hashed
from config.urls import urlpatterns as addresses
from postmortems.models import Postmortem
from tests.factories import AT, PASSWORD, MembershipFactory, create_postmortem

pytestmark = pytest.mark.django_db

CANARY = "canary-in-the-coal-mine"


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"cannot read {request.POST['title']}")


def refused_by_the_database(request: HttpRequest) -> HttpResponse:
    postmortem = create_postmortem()
    with transaction.atomic():
        Postmortem.objects.filter(pk=postmortem.pk).update(title=CANARY, severity="P9")
    return HttpResponse()


urlpatterns = [
    path("broken/", broken, name="broken"),
    path("refused/", refused_by_the_database, name="refused"),
    *addresses,
]


class Log(io.StringIO):
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything that is logged, down to the finest, as a real site writes it."""
    stream = Log()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    root, django = logging.getLogger(), logging.getLogger("django")
    levels = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(levels[0])
    django.setLevel(levels[1])


def access_lines(log: Log) -> list[dict[str, Any]]:
    return [line for line in log.lines() if line["logger"] == "afterword.access"]


def test_a_line_says_who_asked_for_what_and_how_it_went(client: Client, log: Log) -> None:
    membership = MembershipFactory.create()
    postmortem = create_postmortem(lead=membership.user)
    client.force_login(membership.user)

    response = client.get(postmortem.get_absolute_url() + f"?q={CANARY}")

    (line,) = access_lines(log)
    assert line.pop("ms") >= 0
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "afterword.access",
        "message": "Request",
        "request": response["X-Request-ID"],
        "method": "GET",
        "route": "postmortems:document",
        "status": 200,
        "user": str(membership.user.pk),
    }


def test_what_machines_ask_is_no_line_for_people(client: Client, log: Log) -> None:
    client.get("/livez")

    (line,) = access_lines(log)
    assert (line["level"], line["route"]) == ("debug", "livez")
    assert "user" not in line


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [
        (1, "0123abcd-from.proxy", True),
        (0, "0123abcd-from.proxy", False),
        (1, "short", False),
        (1, 'forged","level":"info', False),
        (1, "x" * 65, False),
    ],
)
def test_a_trusted_proxy_names_the_request(
    client: Client, settings: Settings, proxies: int, given: str, *, is_kept: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    response = client.get("/livez", headers={"X-Request-ID": given})

    assert (response["X-Request-ID"] == given) is is_kept
    assert len(response["X-Request-ID"]) >= 8


def test_signing_in_leaves_no_password_and_no_address(client: Client, log: Log) -> None:
    person = MembershipFactory.create().user

    client.post("/accounts/login/", {"login": person.email, "password": CANARY})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert [line["status"] for line in access_lines(log)] == [200, 302]
    assert access_lines(log)[1]["user"] == str(person.pk)
    assert_silent_about(log, CANARY, PASSWORD, person.email, client.session.session_key or "?")


def test_links_with_tokens_leave_none(client: Client, log: Log) -> None:
    manager = MembershipFactory.create(role=Role.MANAGER)
    invitation = Invitation.objects.invite(
        "new@example.com", to=manager.team, role=Role.MEMBER, by=manager.user, at=AT
    )
    client.post("/accounts/password/reset/", {"email": manager.user.email})
    (reset,) = (word for word in str(mail.outbox[-1].body).split() if "/reset/key/" in word)
    token = reset.rstrip("/").rpartition("/")[2]

    client.get(reset)
    client.get(f"/invitations/{invitation.token}/")
    client.get(f"/invitations/{CANARY}/")
    client.get(f"/nothing/{CANARY}/?token={CANARY}")

    not_found = [line for line in log.lines() if line["logger"] == "django.request"]
    assert not_found[-1]["message"] == "Not Found: unknown"
    assert_silent_about(log, token, invitation.token, CANARY, "new@example.com")


@pytest.mark.urls("tests.config.test_logs")
def test_an_exception_is_told_by_kind_and_place_not_by_its_words(log: Log) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory.create().user)

    response = client.post("/broken/", {"title": CANARY})

    (line,) = (line for line in log.lines() if "errors" in line)
    assert (line["message"], line["level"]) == ("Internal Server Error: broken", "error")
    assert line["request"] == response["X-Request-ID"]
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert line["errors"][0]["frames"][-1].startswith("config/test_logs.py:")
    assert_silent_about(log, CANARY)


@pytest.mark.urls("tests.config.test_logs")
def test_a_row_that_the_database_quotes_is_not_told(log: Log) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(MembershipFactory.create().user)

    assert client.post("/refused/").status_code == 500

    (line,) = (line for line in log.lines() if "errors" in line)
    kinds = [error["type"] for error in line["errors"]]
    assert kinds[0] == f"{IntegrityError.__module__}.IntegrityError"
    assert len(kinds) == 2
    assert_silent_about(log, CANARY)


def test_a_mail_is_told_by_its_id_and_its_recipient_by_a_hash(log: Log) -> None:
    task_logs.begin(task_id="0f0f")
    logging.getLogger("notifications").info(
        "Mail to %s accepted",
        "Ada@example.com",
        extra={"email": "e1", "recipient": "ada@example.com"},
    )
    task_logs.end()

    (line,) = log.lines()
    assert (line["task"], line["email"]) == ("0f0f", "e1")
    assert line["message"] == f"Mail to <{hashed('ada@example.com')}> accepted"
    assert line["recipient"] == hashed("ADA@example.com")
    assert_silent_about(log, "example.com")
    assert logs.task_id.get() == ""


def test_a_failed_task_is_told_without_its_exceptions_words(log: Log) -> None:
    """As `celery.app.trace` words it."""
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("celery.app.trace").exception(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s\n%(traceback)s",
            {
                "name": "sweep",
                "id": "1",
                "description": "raised unexpected",
                "exc": repr(error),
                "traceback": f"Traceback: {CANARY}",
            },
        )

    (line,) = log.lines()
    assert line["message"] == "Task sweep[1] raised unexpected: ValueError"
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert_silent_about(log, CANARY)


def assert_silent_about(log: Log, *secrets: str) -> None:
    said = log.getvalue()
    assert said
    for secret in secrets:
        assert secret.lower() not in said.lower()
