from collections import namedtuple

import pytest
from django.db import OperationalError, connection
from django.test import Client

Usage = namedtuple("Usage", "total used free")


def test_a_balancer_hears_that_the_site_lives_without_a_query(client: Client) -> None:
    response = client.get("/livez")

    assert response.status_code == 200
    assert response.content == b"ok"


@pytest.mark.django_db
def test_a_balancer_hears_that_the_site_is_ready(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ready": True, "checks": {"database": "ok", "disk": "ok"}}
    assert "no-store" in response["Cache-Control"]


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
