"""An administrator opens a hidden post-mortem by an act that its readers see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from postmortems.choices import ActivityKind, Visibility
from postmortems.models import Inspection, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem

pytestmark = pytest.mark.django_db

INSPECTIONS = reverse("postmortems:inspections")


@pytest.fixture
def administrator() -> User:
    return UserFactory.create(full_name="Ada Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create().user


@pytest.fixture
def hidden(lead: User) -> Postmortem:
    return create_postmortem(lead=lead, visibility=Visibility.RESTRICTED)


def inspect(client: Client, hidden: Postmortem, reason: str = "Its lead has left.") -> int:
    """The status of the answer."""
    return client.post(INSPECTIONS, {"postmortem": hidden.pk, "reason": reason}).status_code


def test_an_administrator_reads_it_for_an_hour_and_does_not_write(
    client: Client, administrator: User, hidden: Postmortem
) -> None:
    client.force_login(administrator)
    assert client.get(hidden.get_absolute_url()).status_code == 404

    assert inspect(client, hidden) == 302

    page = client.get(hidden.get_absolute_url())
    assert "read only" in page.text
    assert client.post(hidden.get_absolute_url(), {"seq": hidden.seq}).status_code == 403
    Inspection.objects.update(
        at=timezone.now() - timedelta(hours=2), until=timezone.now() - timedelta(hours=1)
    )
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_its_readers_see_who_opened_it_and_why(
    client: Client, administrator: User, hidden: Postmortem, lead: User
) -> None:
    client.force_login(administrator)
    inspect(client, hidden)

    client.force_login(lead)
    history = client.get(reverse("postmortems:history", args=[hidden.incident_id]))

    assert "Ada Admin opened this post-mortem to themselves" in history.text
    assert "Its lead has left." in history.text
    assert hidden.activities.filter(kind=ActivityKind.RESTRICTED_READ).count() == 1


def test_without_a_reason_nothing_is_opened(
    client: Client, administrator: User, hidden: Postmortem
) -> None:
    client.force_login(administrator)

    assert inspect(client, hidden, reason=" ") == 422
    assert not Inspection.objects.exists()


def test_not_even_the_title_is_told_before(
    client: Client, administrator: User, hidden: Postmortem
) -> None:
    Postmortem.objects.update(title="A name nobody may hear")
    client.force_login(administrator)

    page = client.get(INSPECTIONS)

    assert hidden.incident_id in page.text
    assert "A name nobody may hear" not in page.text


def test_what_an_administrator_reads_anyway_is_not_offered(
    client: Client, administrator: User, lead: User
) -> None:
    create_postmortem(lead=lead, incident_id="INC-OPEN")
    client.force_login(administrator)

    assert "None is hidden from you." in client.get(INSPECTIONS).text


def test_nobody_else_finds_the_page(client: Client, lead: User, hidden: Postmortem) -> None:
    client.force_login(lead)

    assert client.get(INSPECTIONS).status_code == 404
    assert inspect(client, hidden) == 404
