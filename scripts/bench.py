"""`make bench`: pages with 10,000 post-mortems and 30,000 actions, and a first load's bytes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from statistics import quantiles

import psycopg

from bench.browser import Action, Answer, Browser, FirstLoad, first_load, read_page
from scripts import ports, servers
from scripts.supervisor import die_with

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 2
REQUESTS = 200
WARM_UP = 10
GOAL = 150 * 1024
FIELD = "answer-impact_summary"


@dataclass(frozen=True)
class Measure:
    name: str
    per_second: float
    p50: float
    p95: float


def main() -> int:
    print("SQLite", flush=True)
    load = measure_database("")
    try:
        with servers.postgres() as server_url, fresh_database(server_url) as url:
            print("\nPostgreSQL", flush=True)
            measure_database(url)
    except servers.NoServer as reason:
        print(f"\nPostgreSQL was left out: {reason}")
    return report(load)


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """A database of the server for the bench alone; dropped afterwards."""
    server_url = url.rpartition("/")[0]
    maintenance = url if "TEST_DATABASE_URL" in os.environ else f"{server_url}/postgres"
    name = f"afterword_bench_{os.getpid()}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server_url}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure_database(url: str) -> FirstLoad:
    """One server on a database of its own; its table printed, the first load returned."""
    with tempfile.TemporaryDirectory(prefix="afterword-bench-") as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": url,
            "DEMO": "1",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }
        run(["config.prepare"], environment)
        started = time.monotonic()
        seeded = json.loads(run(["bench.seed"], environment))
        spent = time.monotonic() - started
        counts = f"{seeded['postmortems']:,} post-mortems, {seeded['actions']:,} actions"
        print(f"{counts}, seeded in {spent:.0f} s")
        with server(environment) as port:
            show([measure(name, act, port, seeded) for name, act in actions(port, seeded).items()])
            loaded = first_load(Browser(port, seeded["session"]), seeded["document"])
        measure_mail(environment)
        return loaded


def run(module: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=ROOT, env=environment, stdout=-1, text=True, check=True
    )
    return done.stdout


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    port, parent = servers.free_port(), os.getpid()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--lifespan", "off"]
    web = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error"],
        cwd=ROOT,
        env=environment,
        preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  no thread runs here
    )
    try:
        wait_for(port)
        yield port
    finally:
        web.terminate()
        web.wait()


def measure_mail(environment: dict[str, str]) -> None:
    """The rate of one sweep, and its share of what the same mail server takes in bare."""
    port, parent = servers.free_port(), os.getpid()
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.sink",
            str(port),
            str(Path(environment["DATA_DIR"]) / "mails"),
        ],
        cwd=ROOT,
        preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  no thread runs here
    ) as sink:
        try:
            wait_until_taken(port)
            rates = json.loads(run(["bench.mail", str(port)], environment))
        finally:
            sink.terminate()
    share = rates["swept"] / rates["bare"]
    print(
        f"{'mails':12}{rates['swept']:12.1f} a second in one sweep,"
        f" {rates['bare']:.1f} by bare SMTP: {share:.0%}",
        flush=True,
    )


def wait_until_taken(port: int) -> None:
    for _ in range(200):
        if ports.reason_against("127.0.0.1", port):
            return
        time.sleep(0.1)
    raise SystemExit("The mail server does not start.")


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            Browser(port, "").get("/bare/")
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not answer.")


def actions(port: int, seeded: dict[str, str]) -> dict[str, Action]:
    """What is measured, by name. A save adds a word, as the page of one writer does."""
    page = read_page(Browser(port, seeded["session"]).get(seeded["written"]).body)
    posted = {"seq": page.fields["seq"], f"base-{FIELD}": ""}

    def save(browser: Browser, number: int) -> Answer:
        words = posted | {"client": f"bench-{number}", FIELD: f"Word {number}. "}
        return browser.post(f"{seeded['written']}sections/summary/", words)

    return {
        "bare view": lambda browser, _: browser.get("/bare/"),
        "register": lambda browser, _: browser.get("/postmortems/?show=all"),
        "My work": lambda browser, _: browser.get("/"),
        "board, mine": lambda browser, _: browser.get("/actions/"),
        "board, all": lambda browser, _: browser.get("/actions/?tab=all&group=owner"),
        "document": lambda browser, _: browser.get(seeded["document"]),
        "one save": save,
    }


def measure(name: str, act: Action, port: int, seeded: dict[str, str]) -> Measure:
    def ask(connection: int) -> list[float]:
        browser, spent = Browser(port, seeded["session"]), []
        for number in range(WARM_UP + REQUESTS // CONNECTIONS):
            answer = act(browser, 1_000_000 * connection + number)
            if answer.status not in {200, 302, 303}:
                raise SystemExit(f"{name}: the server answered {answer.status}.")
            spent.append(answer.seconds)
        return spent[WARM_UP:]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        spent = [each for times in pool.map(ask, range(CONNECTIONS)) for each in times]
    cuts = quantiles(spent, n=20)
    return Measure(name, CONNECTIONS * len(spent) / sum(spent), cuts[9], cuts[18])


def show(measures: list[Measure]) -> None:
    bare = measures[0]
    print(f"{'':12}{'requests/s':>12}{'p50 ms':>10}{'p95 ms':>10}{'× bare':>10}")
    for each in measures:
        print(
            f"{each.name:12}{each.per_second:12.1f}{each.p50 * 1000:10.1f}"
            f"{each.p95 * 1000:10.1f}{each.p50 / bare.p50:10.1f}",
            flush=True,
        )


def report(load: FirstLoad) -> int:
    """Say what a first load weighs; 1 when it is too heavy or asks another host."""
    sent = load.sent_page + load.sent_files
    print(f"\nFirst load of the document: {load.count} files")
    print(f"{'page':12}{load.page:>12,} bytes{load.sent_page:>12,} sent", end="")
    print(f" ({load.packed_page:,} behind a proxy that compresses)")
    print(f"{'files':12}{load.files:>12,} bytes{load.sent_files:>12,} sent")
    print(f"{'together':12}{load.page + load.files:>12,} bytes{sent:>12,} sent of {GOAL:,}")
    print(f"other hosts: {', '.join(sorted(load.other_hosts)) or 'none'}")
    return 1 if sent > GOAL or load.other_hosts else 0


if __name__ == "__main__":
    sys.exit(main())
