"""The demo: what a newcomer sees first, alive on any day."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from postmortems.choices import Visibility
from postmortems.deadlines import ClockState, submission_clock
from postmortems.models import Attachment, Change, Postmortem, TimelineEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seeded once for all tests of this module, and undone after the last."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    storages = {**settings.STORAGES, "default": memory}
    with (
        override_settings(STORAGES=storages),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        call_command("seed_demo")
        yield
        transaction.set_rollback(True)


def test_the_demo_is_seeded_once() -> None:
    call_command("seed_demo")

    assert Postmortem.objects.count() == 8
    assert Postmortem.objects.filter(team__slug="platform").count() == 6


def test_the_documents_are_in_every_state_of_writing() -> None:
    completions = list(Postmortem.objects.values_list("completion", flat=True))
    lengths = [
        TimelineEvent.objects.filter(postmortem=each, deleted_at=None).count()
        for each in Postmortem.objects.all()
    ]

    assert max(completions) == 100
    assert any(40 < each < 100 for each in completions)
    assert Postmortem.objects.filter(title="").count() == 1
    assert max(lengths) == 60
    assert Attachment.objects.count() >= 1


def test_the_clocks_are_alive() -> None:
    now = timezone.now()
    states = {
        submission_clock(each, now=now).state
        for each in Postmortem.objects.filter(completion__lt=100)
    }

    assert {ClockState.OVERDUE, ClockState.ON_TRACK, ClockState.NOT_STARTED} <= states


def test_nothing_was_written_in_the_future_and_several_people_wrote() -> None:
    retry_loop = Postmortem.objects.get(title__startswith="Retry loop")
    changes = Change.objects.filter(postmortem=retry_loop, user__isnull=False)

    assert not Change.objects.filter(at__gt=timezone.now()).exists()
    assert changes.values("user").distinct().count() >= 3
    assert changes.earliest("at").at < timezone.now() - timedelta(hours=20)


def test_the_restricted_one_is_hidden_from_who_is_not_named(client: Client) -> None:
    hidden = Postmortem.objects.get(visibility=Visibility.RESTRICTED)

    statuses = {}
    for name in ("lead", "responder", "manager", "viewer", "outsider", "admin"):
        client.force_login(User.objects.get(email=f"{name}@example.com"))
        statuses[name] = client.get(hidden.get_absolute_url()).status_code

    assert statuses["lead"] == statuses["responder"] == statuses["manager"] == 200
    assert statuses["viewer"] == statuses["outsider"] == statuses["admin"] == 404


def test_the_long_document_takes_at_most_seventeen_queries(
    client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(User.objects.get(email="lead@example.com"))
    longest = Postmortem.objects.get(title__contains="sixty steps")

    with django_assert_max_num_queries(17):  # type: ignore[operator]
        assert client.get(longest.get_absolute_url()).status_code == 200
