"""The document's own notices: told, to come, and why then."""

import pytest
from django.test import Client

from notifications.forecast import forecast
from notifications.models import Email
from notifications.models.email import EmailState
from postmortems.choices import Visibility
from postmortems.deadlines import SUBMISSION_LIMIT
from tests.notifications.cast import AT, DAY, HOUR, cast, change, person, sweep

pytestmark = pytest.mark.django_db


def test_page_shows_what_was_told_and_whether_the_mail_was_accepted(client: Client) -> None:
    new = cast()
    sweep(AT)
    Email.objects.filter(to_user=new.manager).update(state=EmailState.DEAD, sent_at=None)
    client.force_login(new.owner)

    page = client.get(f"{new.postmortem.get_absolute_url()}notices/").text

    assert "accepted by the mail server" in page
    assert "not delivered" in page
    assert "Post-mortem opened" in page


def test_page_shows_what_comes_next_and_why_then(client: Client) -> None:
    new = cast()
    client.force_login(new.owner)

    page = client.get(f"{new.postmortem.get_absolute_url()}notices/").text

    assert "Deadline passed" in page
    assert "24 hours and 4 hours before the 48-hour deadline" in page.replace(
        "24 Hours", "24 hours"
    )


def test_forecast_follows_a_corrected_resolution_and_tells_what_is_held() -> None:
    new = cast()
    friday_night = AT + 3 * DAY + 13 * HOUR
    change(new.postmortem, resolved_at=friday_night - SUBMISSION_LIMIT)

    coming = forecast(new.postmortem, now=AT)

    passed = [each for each in coming if each.kind.key == "deadline_passed"]
    assert {each.due_at for each in passed if each.recipient == new.lead} == {friday_night}
    assert all(each.is_held for each in passed if each.recipient == new.lead)


def test_notices_of_a_hidden_document_are_hidden(client: Client) -> None:
    new = cast(visibility=Visibility.TEAM)
    client.force_login(person())

    assert client.get(f"{new.postmortem.get_absolute_url()}notices/").status_code == 404
