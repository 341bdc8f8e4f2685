"""What every test stands on: the right database, files in a temporary folder, no deadline."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django.fixtures import Settings

from postmortems.models import Signature, SignedText
from tests.triggers import triggers_away

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_sessionstart() -> None:
    """Stop a suite that was meant for one database and would run on another."""
    expected = os.environ.get("EXPECT_VENDOR", connection.vendor)
    if connection.vendor != expected:
        pytest.exit(f"Tests for {expected} would run on {connection.vendor}.", returncode=1)


@pytest.fixture(scope="session")
def attachments_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attachments")


@pytest.fixture(autouse=True)
def attachments_elsewhere(settings: Settings, attachments_folder: Path) -> None:
    """No test writes among somebody's real attachments."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": attachments_folder},
        },
    }


@pytest.fixture(autouse=True)
def epoch_elsewhere(settings: Settings, tmp_path: Path) -> None:
    """Every test has a database of its own, which no earlier one has left its mark for."""
    settings.EPOCH_FILE = tmp_path / "epoch"


@pytest.fixture(autouse=True)
def signatures_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is tidied up by emptying every table, which signatures refuse."""
    marker = request.node.get_closest_marker("django_db")
    is_committing = bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if is_committing:
        request.getfixturevalue("_django_db_helper")  # else the tables are emptied before this
    yield
    if is_committing and Signature.objects.exists():
        with triggers_away():
            for model in (Signature, SignedText):
                model._default_manager.all().delete()


@pytest.fixture(autouse=True)
def rate_limits_forgotten(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits leaves counters in the cache's table, which a flush passes over."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        cache.clear()
