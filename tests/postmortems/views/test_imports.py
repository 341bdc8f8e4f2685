"""A post-mortem written elsewhere is shown where every word goes, and only then created."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from postmortems.models import Action, Postmortem, TimelineEvent
from tests.factories import MembershipFactory, create_postmortem

pytestmark = pytest.mark.django_db

IMPORT = "/postmortems/import/"
WRITTEN = """# PM2022-003 - Two nodes were down

## Summary

Two nodes stopped answering, and checkout was slow.

## Timeline

| Time | Event |
|------|-------|
| 2022-03-07 09:12 | First signal |
| 2022-03-07 09:40 | Nodes replaced |

## Root cause

A kernel update left the network without a driver.

## Lucky numbers

Seven and twelve.

## Action items

- Pin the kernel version
"""


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


def post(client: Client, user: User, **fields: Any) -> Any:
    client.force_login(user)
    membership = user.memberships.first()
    sent = {"text": WRITTEN, "team": membership.team_id if membership else "", "time_zone": "UTC"}
    return client.post(IMPORT, sent | fields)


def test_lead_sees_where_the_words_go_before_anything_is_kept(client: Client, lead: User) -> None:
    response = post(client, lead)

    assert response.status_code == 200
    assert "Two nodes stopped answering" in response.text
    assert "Timeline, row 1" in response.text
    assert "Unplaced" in response.text
    assert 'value="PM2022-003"' in response.text
    assert not Postmortem.objects.exists()


def test_lead_creates_what_was_previewed(client: Client, lead: User) -> None:
    response = post(
        client, lead, do="create", incident_id="PM2022-003", title="Two nodes", severity="P2"
    )

    postmortem = Postmortem.objects.get()
    assert response.headers["Location"] == postmortem.get_absolute_url()
    assert (postmortem.incident_id, postmortem.title) == ("PM2022-003", "Two nodes")
    assert postmortem.severity == "P2"
    assert TimelineEvent.objects.filter(postmortem=postmortem, at__year=2022).count() == 2
    assert Action.objects.filter(postmortem=postmortem, title="Pin the kernel version").exists()
    assert "Seven and twelve." in postmortem.unplaced


def test_an_id_that_is_taken_is_said_beside_the_field(client: Client, lead: User) -> None:
    create_postmortem(lead=lead, incident_id="PM2022-003")

    shown = post(client, lead)
    refused = post(client, lead, do="create", incident_id="pm2022-003", title="Two nodes")

    assert "PM2022-003 is here already." in shown.text
    assert refused.status_code == 422
    assert "pm2022-003 is here already." in refused.text
    assert Postmortem.objects.count() == 1


def test_several_files_are_shown_in_one_table(client: Client, lead: User) -> None:
    files = [
        SimpleUploadedFile("nodes.md", WRITTEN.encode()),
        SimpleUploadedFile("picture.md", b"\x89PNG\0\0\xff\xfe\xfd"),
    ]

    response = post(client, lead, text="", uploads=files)

    assert response.status_code == 200
    assert "nodes.md" in response.text
    assert "This file is not a text" in response.text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"x" * 20_000_000, "larger than 2 MB"),
        (b"\x89PNG\0\xff\xfe", "not a text"),
        (b"> " * 5_000 + b"deep", "nested too deeply"),
        (b"   \n", "nothing in this text"),
    ],
    ids=["huge", "binary", "deep", "empty"],
)
def test_a_hostile_file_gets_a_sentence(
    client: Client, lead: User, file: bytes, sentence: str
) -> None:
    response = post(client, lead, text="", uploads=[SimpleUploadedFile("odd.md", file)])

    assert response.status_code == 422
    assert sentence in response.text


def test_markup_in_the_source_stays_text(client: Client, lead: User) -> None:
    response = post(client, lead, text=WRITTEN + "\n<script>alert(1)</script>\n")

    assert "<script>alert" not in response.text


def test_times_without_a_zone_are_read_in_the_one_that_was_chosen(
    client: Client, lead: User
) -> None:
    summer = WRITTEN.replace("2022-03-07", "2022-07-07")

    post(client, lead, text=summer, time_zone="Europe/London", do="create", title="Two nodes")

    hours = TimelineEvent.objects.exclude(at=None).values_list("at__hour", flat=True)
    assert set(hours) == {8}


def test_viewer_cannot_import(client: Client) -> None:
    viewer = MembershipFactory.create(role=Role.VIEWER).user

    assert post(client, viewer, do="create", title="Mine").status_code == 403
    assert "not a member of a team that you may write in" in client.get(IMPORT).text
    assert not Postmortem.objects.exists()


def test_nobody_imports_into_a_team_of_others(client: Client, lead: User) -> None:
    elsewhere = MembershipFactory.create().team

    response = post(client, lead, team=elsewhere.pk, do="create", title="Theirs")

    assert response.status_code == 422
    assert not Postmortem.objects.exists()


def test_an_export_comes_back_as_it_was(client: Client, lead: User) -> None:
    post(client, lead, do="create", incident_id="PM2022-003", title="Two nodes", severity="P2")
    exported = client.get(reverse("postmortems:export-markdown", args=["PM2022-003"])).text

    post(client, lead, text=exported, do="create", incident_id="COPY-1", title="Two nodes",
         severity="P2")  # fmt: skip

    again = client.get(reverse("postmortems:export-markdown", args=["COPY-1"])).text
    assert again == exported.replace("PM2022-003", "COPY-1", 1)
