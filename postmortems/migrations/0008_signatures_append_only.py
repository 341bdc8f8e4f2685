"""Signatures and the texts they stand on are added, never changed.

The one change allowed is that a signature is revoked, once. On PostgreSQL an empty table may be
truncated, as Django's own test runner does with all tables. `params=None`: a percent sign stands
for itself.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT_FIELDS = (
    *("id", "postmortem_id", "number", "role", "person_id", "full_name", "decision", "comment"),
    *("at", "seq", "signed_text_id", "sha256", "key_id", "previous_mac", "mac"),
)
TABLES = ("postmortems_signature", "postmortems_signedtext")

POSTGRES = """
CREATE FUNCTION postmortems_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_empty boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME)
            INTO is_empty;
        IF is_empty THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'postmortems_signature' THEN
        IF to_jsonb(OLD) - 'revoked_at' = to_jsonb(NEW) - 'revoked_at'
            AND to_jsonb(OLD) ->> 'revoked_at' IS NULL
            AND to_jsonb(NEW) ->> 'revoked_at' IS NOT NULL
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Signatures are added, never changed (% of %)', TG_OP, TG_TABLE_NAME;
END $$;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION postmortems_refuse_change();
CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION postmortems_refuse_change();
"""
SQLITE_UPDATE = """
CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {unless}
BEGIN SELECT RAISE(ABORT, 'Signatures are added, never changed'); END
"""
SQLITE_DELETE = """
CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'Signatures are added, never changed'); END
"""


def refuse_changes(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)
        for table in TABLES:
            schema_editor.execute(POSTGRES_TRIGGER.format(table=table), params=None)
        return
    for table in TABLES:
        unless = f"WHEN NOT ({_is_revoked_only()})" if table == TABLES[0] else ""
        schema_editor.execute(SQLITE_UPDATE.format(table=table, unless=unless), params=None)
        schema_editor.execute(SQLITE_DELETE.format(table=table), params=None)


def _is_revoked_only() -> str:
    same = " AND ".join(f"OLD.{name} IS NEW.{name}" for name in KEPT_FIELDS)
    return f"OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND {same}"


def allow_changes(_apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for name in ("rows", "truncate"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}", params=None)
        schema_editor.execute("DROP FUNCTION IF EXISTS postmortems_refuse_change()", params=None)
        return
    for table in TABLES:
        for name in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}", params=None)


class Migration(migrations.Migration):
    dependencies = [("postmortems", "0007_signatures")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
