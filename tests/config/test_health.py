from collections import namedtuple
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from notifications.models import Heartbeat
from tests.factories import AT

Usage = namedtuple("Usage", "total used free")


def test_a_balancer_hears_that_the_site_lives_without_a_query(client: Client) -> None:
    response = client.get("/livez")

    assert response.status_code == 200
    assert response.content == b"ok"


@pytest.mark.django_db
def test_a_balancer_hears_that_the_site_is_ready(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    fine = {"database": "ok", "disk": "ok", "sweep": "late"}
    assert response.json() == {"ready": True, "checks": fine}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "sweep", "strict_status"),
    [(0, "ok", 200), (179, "ok", 200), (181, "late", 503), (-181, "late", 503)],
)
def test_a_monitor_hears_that_the_sweep_is_late_and_a_balancer_goes_on(
    client: Client, seconds: int, sweep: str, strict_status: int
) -> None:
    with time_machine.travel(AT, tick=False):
        Heartbeat.objects.create(name=Heartbeat.SWEEP, at=AT - timedelta(seconds=seconds))

        told = client.get("/readyz")
        strict = client.get("/readyz?strict=1")

    assert (told.status_code, told.json()["checks"]["sweep"]) == (200, sweep)
    assert strict.status_code == strict_status


@pytest.mark.django_db
def test_a_site_that_never_swept_is_ready_unless_a_monitor_asks(client: Client) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz?strict=1").status_code == 503


@pytest.mark.django_db
def test_readiness_costs_four_queries_and_no_redis(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }

    with django_assert_num_queries(4):
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_balancer_hears_that_migrations_are_waiting(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'postmortems'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "migrations are not applied" in response.json()["checks"]["database"]


def test_a_balancer_hears_that_the_database_is_gone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "The database does not answer."
    assert response.json()["checks"]["sweep"] == "unknown"


@pytest.mark.django_db
def test_a_balancer_hears_that_the_disk_is_full(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.health.shutil.disk_usage", lambda _path: Usage(10**9, 10**9, 1000))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["disk"] == "Less than 200 MB of disk are free."


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_nobody_posts_to_a_health_page(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
