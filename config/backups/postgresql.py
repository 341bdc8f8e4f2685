"""PostgreSQL, through its own tools: a dump of one snapshot, put back in one transaction."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction

from config.backups import settling
from config.backups.manifest import Ask, BackupError, Manifest

HOMES = Path("/usr/lib/postgresql")
DUMP = ["--format=custom", "--no-owner", "--no-privileges"]

# Row by row the triggers would refuse; a table that goes takes its triggers along.
EMPTYING = """
SET lock_timeout = '20s';
DO $$ DECLARE statement text; BEGIN
    FOR statement IN
        SELECT format('DROP TABLE %I.%I CASCADE', schemaname, tablename)
        FROM pg_tables WHERE schemaname = current_schema()
    LOOP EXECUTE statement; END LOOP;
    FOR statement IN
        SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure)
        FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e'
        )
    LOOP EXECUTE statement; END LOOP;
END $$;
"""


class PostgreSQL:
    def copy(self, to: Path, *, made_at: str) -> Manifest:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone() or ("",)
            run("pg_dump", [*DUMP, f"--snapshot={snapshot}", f"--file={to}", *address()])
            return Manifest.of(asking(), made_at=made_at)

    def restore(self, part: Path, values: dict[str, str]) -> None:
        emptying, rows, settled = (
            part.with_suffix(f".{word}") for word in ("empty", "rows", "settle")
        )
        emptying.write_text(EMPTYING, encoding="utf-8")
        run("pg_restore", ["--no-owner", "--no-privileges", f"--file={rows}", str(part)])
        settled.write_text(settling_script(values), encoding="utf-8")
        connection.close()
        strict = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        given = [f"--set={name}={value}" for name, value in values.items()]
        files = [f"--file={path}" for path in (emptying, rows, settled)]
        run("psql", [*strict, *given, *files, "--output=/dev/null", *address()])


def asking() -> Ask:
    """Queries within the transaction whose snapshot is dumped."""

    def ask(sql: str) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    return ask


def settling_script(values: dict[str, str]) -> str:
    """The statements as psql fills them in; the dump has emptied the search path."""
    script = "RESET search_path;\nSET TIME ZONE 'UTC';\n" + ";\n".join(settling.STATEMENTS) + ";\n"
    # The longest first: `:at` is no part of another name, but one may come.
    for name in sorted(values, key=len, reverse=True):
        script = script.replace(f":{name}", f":'{name}'")
    return script


def address() -> list[str]:
    """The arguments that name user, host, port and database, as psql and pg_dump both take them."""
    arguments, _ = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return list(arguments[1:])


def run(name: str, arguments: list[str]) -> None:
    """Run one of PostgreSQL's tools; BackupError with its own words if it fails."""
    _, variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    done = subprocess.run(  # noqa: S603  no word of it comes from a request
        [binary(name), *arguments],
        env={**os.environ, **(variables or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        # psql goes on to draw where in its script that was.
        words = next((line for line in said if "error:" in line.lower()), said[-1])
        raise BackupError(f"{name} failed: {words}")


def binary(name: str) -> str:
    """The newest that the system has: an older pg_dump refuses a newer server."""
    found = sorted(
        HOMES.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name), reverse=True
    )
    path = str(found[0]) if found else shutil.which(name)
    if not path:
        raise BackupError(
            f"{name} is not installed here: install PostgreSQL's client, of the server's version"
            " or newer (on Debian postgresql-client)."
        )
    return path
