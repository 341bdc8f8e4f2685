"""What `docker-compose.yml` says of a site agrees with what the site reads and needs.

There is no container engine where these tests run: nothing is started.
"""

import http.server
import importlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config import probe

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LONGEST_SWEEP_SECONDS = 20
NAME = re.compile(r"^([A-Z][A-Z_]*)=", re.MULTILINE)


def documented() -> set[str]:
    return set(NAME.findall((ROOT / ".env.example").read_text()))


def test_the_services_are_those_of_a_whole_site() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis", "mailpit"}
    assert SERVICES["mailpit"]["profiles"] == ["dev"]
    assert SERVICES["postgres"]["image"] == "postgres:17"
    assert SERVICES["redis"]["image"] == "redis:7"


def test_every_variable_is_one_that_the_site_documents() -> None:
    told = set(NAME.findall((ROOT / "compose.env.example").read_text()))
    for service in OURS:
        told |= {name.removesuffix("_FILE") for name in SERVICES[service]["environment"]}

    assert told
    assert told <= documented()


def test_every_variable_that_the_code_reads_is_documented() -> None:
    reads = re.compile(r"env\.(?:text|flag|words|one_of)\(\s*\"([A-Z_]+)\"")
    found = {
        name for path in (ROOT / "config").glob("*.py") for name in reads.findall(path.read_text())
    }

    assert len(found) > 15
    assert found <= documented()


def test_secrets_are_files_and_stand_in_no_variable() -> None:
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search(r"KEY|PASSWORD|DATABASE_URL|TOKEN", variable):
                assert variable.endswith("_FILE"), (name, variable)
                secret = value.removeprefix("/run/secrets/")
                assert secret in service["secrets"]
                assert secret in COMPOSE["secrets"]
    example = (ROOT / "compose.env.example").read_text()
    assert not re.search(r"^\w*(KEY|PASSWORD|TOKEN)=.", example, re.MULTILINE)
    assert all(each["file"].startswith("secrets/") for each in COMPOSE["secrets"].values())
    assert {"compose.env", "secrets/"} <= set((ROOT / ".gitignore").read_text().split())


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_is_root_or_writes_where_nothing_is_to_be_written(name: str) -> None:
    service = SERVICES[name]

    assert int(service["user"].partition(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


def test_the_image_runs_as_the_user_that_owns_its_data() -> None:
    uid = SERVICES["web"]["user"].partition(":")[0]

    assert f"--uid {uid} " in DOCKERFILE
    assert re.search(r"^USER afterword$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    assert DOCKERFILE.count("\nFROM ") == 2
    assert SERVICES["web"]["environment"]["DATA_DIR"] == "/data"
    assert all("data:/data" in SERVICES[name]["volumes"] for name in OURS)


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {"manage.py", "requirements/base.txt"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_only_the_web_servers_are_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert set(published) == {"web", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_nothing_of_ours_starts_before_the_tables_stand() -> None:
    for name in ("web", "worker", "beat"):
        after = SERVICES[name]["depends_on"]
        assert after["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "redis" not in SERVICES["web"]["depends_on"]


def test_a_sweep_is_let_finish_and_redis_keeps_nothing() -> None:
    grace = int(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    redis = SERVICES["redis"]["command"]

    assert grace == 2 * LONGEST_SWEEP_SECONDS
    assert redis[redis.index("--appendonly") + 1] == "no"
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"
    assert "--timeout-graceful-shutdown=3" in SERVICES["web"]["command"]
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]
    assert {"data", "postgres"} == set(COMPOSE["volumes"])


def test_every_command_names_what_is_there() -> None:
    commands = {name: SERVICES[name]["command"] for name in OURS}

    assert commands["migrate"] == ["python", "-m", "config.prepare"]
    assert callable(importlib.import_module("config.prepare").main)
    module, _, application = commands["web"][1].partition(":")
    assert callable(getattr(importlib.import_module(module), application))
    celery = importlib.import_module("config.celery")
    for name in ("worker", "beat"):
        assert commands[name][:4] == ["celery", "-A", "config", name]
    scheduler, _, kind = celery.app.conf.beat_scheduler.partition(":")
    assert hasattr(importlib.import_module(scheduler), kind)
    assert "notifications.tasks.sweep" in {
        entry["task"] for entry in celery.app.conf.beat_schedule.values()
    }


def test_every_service_that_answers_is_asked_for_its_health() -> None:
    checks = {
        name: service.get("healthcheck", {}).get("test") for name, service in SERVICES.items()
    }

    assert checks["web"] == ["CMD", "python", "-m", "config.probe", "/readyz"]
    assert checks["worker"] == ["CMD", "python", "manage.py", "check_heartbeat"]
    assert "check_heartbeat" in get_commands()
    assert checks["postgres"][1] == "pg_isready"
    assert checks["redis"][1:] == ["redis-cli", "ping"]
    assert not any("curl" in " ".join(check or []) for check in checks.values())


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_ours = self.headers["Host"] == "postmortems.example.org"
        self.send_response(200 if self.path == "/readyz" and is_ours else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PORT", str(server.server_port))
        monkeypatch.setenv("ALLOWED_HOSTS", ".postmortems.example.org, other.example.org")
        yield server.server_port
        server.shutdown()


def test_the_probe_asks_under_a_name_that_the_site_answers_to(port: int) -> None:
    assert port
    assert probe.main("/readyz") is None
    assert probe.main("/livez") == "/livez answers 503."


def test_the_probe_says_that_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")

    assert str(probe.main("/readyz")).startswith("/readyz does not answer: ")
