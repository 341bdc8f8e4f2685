"""The inbox: what was said, and what of it was read."""

import pytest
from django.test import Client

from accounts.models import User
from notifications.models import Notice
from notifications.models.notice import NoticeState
from tests.notifications.cast import AT, Cast, cast, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def new() -> Cast:
    made = cast()
    sweep(AT)
    return made


@pytest.fixture
def signed_in(client: Client, new: Cast) -> Client:
    client.force_login(new.lead)
    return client


def unread(person: User) -> int:
    return Notice.objects.unread().filter(recipient=person).count()


def test_notice_is_in_the_inbox_and_counted_on_every_page(signed_in: Client) -> None:
    page = signed_in.get("/inbox/").text

    assert "post-mortem opened – Retry loop tripled cost" in page
    assert "unread" in page
    assert '<span class="visually-hidden"> unread</span>' in signed_in.get("/actions/").text


def test_looking_at_the_inbox_marks_nothing(signed_in: Client, new: Cast) -> None:
    signed_in.get("/inbox/")

    assert unread(new.lead) == 1


def test_one_notice_is_marked_as_read(signed_in: Client, new: Cast) -> None:
    notice = Notice.objects.unread().get(recipient=new.lead)

    response = signed_in.post("/inbox/readings/", {"notice": str(notice.pk)})

    assert response.status_code == 302
    assert unread(new.lead) == 0


def test_all_are_marked_as_read_and_nobody_elses(signed_in: Client, new: Cast) -> None:
    signed_in.post("/inbox/readings/")

    assert unread(new.lead) == 0
    assert unread(new.manager) == 1
    assert "Mark all as read" not in signed_in.get("/inbox/").text


def test_somebody_elses_notice_cannot_be_marked(signed_in: Client, new: Cast) -> None:
    theirs = Notice.objects.unread().get(recipient=new.manager)

    signed_in.post("/inbox/readings/", {"notice": str(theirs.pk)})

    assert unread(new.manager) == 1


@pytest.mark.parametrize("notice", ["nonsense", "1' OR 1=1"])
def test_nonsense_marks_nothing(signed_in: Client, new: Cast, notice: str) -> None:
    assert signed_in.post("/inbox/readings/", {"notice": notice}).status_code == 302

    assert unread(new.lead) == 1


def test_what_is_to_come_is_not_in_the_inbox(signed_in: Client) -> None:
    assert Notice.objects.filter(state=NoticeState.PENDING).exists()

    assert "Deadline" not in signed_in.get("/inbox/").text


def test_mail_that_failed_is_told_to_an_administrator(client: Client) -> None:
    admin = User.objects.create_superuser("root@example.com", full_name="Root")
    Notice.objects.create(
        kind="mail_failed",
        recipient=admin,
        subject="email:1",
        due_at=AT,
        created_at=AT,
        settled_at=AT,
        state=NoticeState.SHOWN,
        facts={"to": "bad@example.com", "reason": "550 No such user"},
    )
    client.force_login(admin)

    page = client.get("/inbox/").text

    assert "A mail to bad@example.com could not be delivered" in page
    assert "550 No such user" in page


def test_empty_inbox_says_what_will_be_there(client: Client, new: Cast) -> None:
    client.force_login(new.owner)

    assert "Nothing here yet" in client.get("/inbox/").text
