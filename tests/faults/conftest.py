"""Real servers for the fault tests, and the table of what came of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from scripts import servers
from tests.faults.town import Town, copy_of, environment, is_up, prepare, wait_until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and isinstance(item, pytest.Function):
            item.add_marker("faults")
            what = " ".join((item.function.__doc__ or item.module.__doc__ or "").split())
            item.user_properties.append(("fault", what))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Put figures into the table that `make faults` ends with."""
    return lambda words: record_property("figures", words)


@pytest.fixture(scope="session")
def template() -> Iterator[str]:
    """The address of a database with every table, on a PostgreSQL that survives a power cut."""
    with servers.own_postgres(durable=True) as server:
        create(server)
        yield server.url


def create(server: servers.Server) -> None:
    maintenance = server.url.replace("/afterword", "/postgres")
    wait_until(lambda: is_up(maintenance))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("CREATE DATABASE afterword")
    with servers.folder_for("faults") as folder:
        prepare(environment(folder, server.url))


@pytest.fixture
def broker() -> Iterator[servers.Server]:
    with servers.redis() as server:
        yield server


@pytest.fixture
def town(template: str, broker: servers.Server, tmp_path: Path) -> Iterator[Town]:
    """A database and a broker of the test's own; no process runs yet."""
    with copy_of(template, f"fault_{os.getpid()}_{abs(hash(tmp_path)) % 10**9}") as url:
        town = Town(tmp_path, environment(tmp_path, url, broker.url))
        yield town
        town.end()


@pytest.fixture
def frail_town(broker: servers.Server, tmp_path: Path) -> Iterator[Town]:
    """One whose PostgreSQL may be killed."""
    with servers.own_postgres(durable=True) as server:
        create(server)
        town = Town(tmp_path, environment(tmp_path, server.url, broker.url), server)
        yield town
        town.end()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Town]:
    """One on SQLite, without a broker."""
    variables = environment(tmp_path, "")
    prepare(variables)
    village = Town(tmp_path, variables)
    yield village
    village.end()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table: what was done, what came of it, whether that passes."""
    rows = []
    for result in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(result, []):
            told = dict(getattr(report, "user_properties", []))
            if "fault" in told and (report.when == "call" or result == "error"):
                verdict = "passes" if result == "passed" else "FAILS"
                rows.append((told["fault"], told.get("figures", ""), verdict))
    if rows:
        terminalreporter.section("Faults")
    for fault, figures, verdict in sorted(rows, key=lambda row: number_of(row[0])):
        terminalreporter.write_line(f"{verdict:7} {fault}")
        if figures:
            terminalreporter.write_line(f"        {figures}")


def number_of(fault: str) -> tuple[int, str]:
    """F2 comes before F10."""
    digits = "".join(filter(str.isdigit, fault.partition(":")[0]))
    return (int(digits) if digits else 99, fault)
