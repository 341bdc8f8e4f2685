"""A monitor reads how the outbox and the site are; nobody else learns that there are figures."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import counters
from notifications.models import Control, Email, EmailAttempt, Heartbeat, Notice
from tests.factories import AT, MembershipFactory

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-monitor"  # noqa: S105
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def figures(client: Client) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def create_mail(number: int, *, hours: int, state: str = "pending") -> Email:
    return Email.objects.create(
        to_address="lead@example.com",
        dedupe_key=str(number),
        message_id=f"<{number}@x>",
        state=state,
        sent_at=AT if state == "sent" else None,
        created_at=AT - timedelta(hours=hours),
        next_attempt_at=AT,
    )


def test_a_monitor_reads_what_waits_and_what_went_out(client: Client) -> None:
    mails = [
        create_mail(1, hours=2),
        create_mail(2, hours=1),
        create_mail(3, hours=9, state="sent"),
    ]
    for number, outcome in enumerate(("deferred", "accepted"), start=1):
        EmailAttempt.objects.create(
            email=mails[2], number=number, started_at=AT, outcome=outcome, worker="w"
        )
    Notice.objects.create(
        kind="overdue",
        recipient=MembershipFactory.create().user,
        subject="week",
        due_at=AT,
        created_at=AT,
    )
    Heartbeat.objects.create(name=Heartbeat.SWEEP, at=AT - timedelta(seconds=30))
    Control.current().pause("The clock jumped.", by=None, at=AT)

    with time_machine.travel(AT, tick=False):
        found = figures(client)

    assert found["afterword_outbox_pending"] == 2
    assert found["afterword_outbox_oldest_age_seconds"] == 2 * 60 * 60
    assert found['afterword_emails_total{outcome="sent"}'] == 1
    assert 'afterword_emails_total{outcome="pending"}' not in found
    assert found['afterword_email_attempts_total{outcome="accepted"}'] == 1
    assert found['afterword_notices{state="pending"}'] == 1
    assert found["afterword_sweep_age_seconds"] == 30
    assert found["afterword_sending_paused"] == 1


def test_an_empty_site_waits_for_nothing_and_never_swept(client: Client) -> None:
    found = figures(client)

    assert found["afterword_outbox_pending"] == found["afterword_outbox_oldest_age_seconds"] == 0
    assert found["afterword_sending_paused"] == 0
    assert "afterword_sweep_age_seconds" not in found


def test_figures_cost_five_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        create_mail(number, hours=number)

    with django_assert_num_queries(5):
        figures(client)


def test_requests_are_counted_by_route_with_their_latencies(client: Client) -> None:
    before = counters.requests().get(("livez", "GET", 200), 0)
    client.get("/livez")
    client.generic("BREW", "/livez")

    found = figures(client)

    assert (
        found['afterword_http_requests_total{route="livez",method="GET",status="200"}']
        == before + 1
    )
    assert found['afterword_http_requests_total{route="livez",method="other",status="405"}'] >= 1
    name = 'afterword_http_request_seconds_{}{{route="livez"{}}}'
    buckets = [found[name.format("bucket", f',le="{edge}"')] for edge in (*counters.EDGES, "+Inf")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found[name.format("count", "")] >= 2
    assert found[name.format("sum", "")] > 0


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        (ELSEWHERE, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        (ELSEWHERE | {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        (ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer another"}, 404),
        (ELSEWHERE | {"HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)
def test_only_this_machine_or_the_token_reads_figures(
    client: Client, settings: Settings, extra: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics", **extra).status_code == status  # type: ignore[arg-type]


def test_without_a_token_an_empty_one_opens_nothing(client: Client) -> None:
    response = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ")

    assert response.status_code == 404
