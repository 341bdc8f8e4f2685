"""F21: a backup of a site that is being written to holds every row committed before its start."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.own_sites import ROOT, TABLES, OwnSite, own_site

pytestmark = pytest.mark.faults

ROUNDS = 5
# A post-mortem is many rows in many tables, and either all of them are there or none.
WRITER = """
import sys
import django
django.setup()
from accounts.models import User
from tests.factories import create_postmortem
lead = User.objects.get()
while True:
    print(create_postmortem(lead=lead).incident_id, flush=True)
"""
TORN = (
    "SELECT incident_id FROM postmortems_postmortem AS p WHERE NOT EXISTS"
    " (SELECT 1 FROM postmortems_{} AS part WHERE part.postmortem_id = p.id)"
)


@contextmanager
def writing(site: OwnSite) -> Iterator[Iterator[str]]:
    """Ids of post-mortems, each told as soon as its commit has returned."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER],
        cwd=ROOT,
        env=site.variables,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield (line.strip() for line in process.stdout)
        finally:
            process.kill()


def test_a_backup_holds_all_that_was_committed_before_it(tmp_path: Path) -> None:
    with own_site(tmp_path / "site") as site:
        site.run(TABLES + "from tests.factories import MembershipFactory as M; M.create()")
        for number in range(ROUNDS):
            path = tmp_path / f"{number}.tar"
            with writing(site) as ids:
                committed = {next(ids) for _ in range(10 * number + 1)}
                done = site.manage("backup", str(path))
            assert done.returncode == 0, done.stderr
            assert_whole(path, committed, tmp_path / f"other-{number}")


def assert_whole(path: Path, committed: set[str], folder: Path) -> None:
    """Restored elsewhere it has them all, none of them torn, and as many as it says itself."""
    with own_site(folder) as other:
        done = other.manage("restore", str(path))
        assert done.returncode == 0, done.stderr
        found = other.ask("SELECT incident_id FROM postmortems_postmortem")
        assert committed <= set(found)
        assert len(found) == other.manifest(path)["counts"]["postmortems"]
        for table in ("impact", "rootcause", "activity"):
            assert other.ask(TORN.format(table)) == []
        if not other.url:
            assert other.run(CHECKED) == "ok"


CHECKED = """
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("PRAGMA integrity_check").fetchone()[0])
"""
