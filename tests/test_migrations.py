"""Migrations go back and forth with a document in the tables, and to nothing and back."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from postmortems.models import Postmortem
from tests.factories import create_postmortem

pytestmark = pytest.mark.django_db(transaction=True)


def names_of(app: str) -> list[str]:
    """Its migrations, in their order; a new one joins by itself."""
    graph = MigrationExecutor(connection).loader.graph
    return [name for label, name in graph.forwards_plan(graph.leaf_nodes(app)[0]) if label == app]


@pytest.fixture(autouse=True)
def at_the_latest() -> Iterator[None]:
    """Whatever happens in a test, the next one finds the tables of today."""
    yield
    call_command("migrate", verbosity=0)


def test_a_document_lives_through_every_step_back_and_forth() -> None:
    kept = create_postmortem(incident_id="INC-KEPT")
    first, *later = names_of("postmortems")

    for name in (*reversed([first, *later[:-1]]), *later):
        call_command("migrate", "postmortems", name, verbosity=0)

    found = Postmortem.objects.with_people().get(incident_id="INC-KEPT")
    assert (found.pk, found.team) == (kept.pk, kept.team)
    call_command("migrate", "postmortems", "zero", verbosity=0)
    models = apps.get_app_config("postmortems").get_models()
    tables = set(connection.introspection.table_names())
    assert not tables & {model._meta.db_table for model in models}
