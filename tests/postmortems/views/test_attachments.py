"""Screenshots hang on a metric and are shown to those who may read the document, only."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from postmortems.choices import Visibility
from postmortems.models import Attachment, Metric, Postmortem
from tests.factories import MembershipFactory, UserFactory, create_postmortem

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    default = storage | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG")
    return content.getvalue()


def upload(
    client: Client, postmortem: Postmortem, content: bytes, name: str = "latency.png"
) -> Any:
    form = {
        "metric": Metric.objects.filter(postmortem=postmortem)[0].uid,
        "slot": "during",
        "alt_text": "Latency climbs to 9.4 s at 04:46",
        "file": SimpleUploadedFile(name, content, "image/png"),
    }
    return client.post(reverse("postmortems:attachments", args=[postmortem.incident_id]), form)


def address(postmortem: Postmortem) -> str:
    uid = Attachment.objects.get().uid
    return reverse("postmortems:attachment", args=[postmortem.incident_id, uid])


def test_a_screenshot_is_added_and_shown_beside_its_metric(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)

    response = upload(client, postmortem, picture())

    assert response["Location"] == f"{postmortem.get_absolute_url()}#metrics"
    page = client.get(postmortem.get_absolute_url()).text
    assert 'alt="Latency climbs to 9.4 s at 04:46"' in page
    shown = client.get(address(postmortem))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "private" in shown["Cache-Control"]
    assert shown.content.startswith(b"\x89PNG")


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)

    response = upload(client, postmortem, b"<script>alert(1)</script>")

    assert response.status_code == 422
    assert "Only PNG, JPEG and WebP pictures can be added." in response.text
    assert "Latency climbs to 9.4 s at 04:46" in response.text
    assert not Attachment.objects.exists()


def test_a_screenshot_is_removed_by_its_button_and_not_shown_any_more(
    client: Client, lead: User
) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)
    upload(client, postmortem, picture())
    shown = address(postmortem)

    client.post(f"{shown}deletion/")

    assert client.get(shown).status_code == 404
    assert Attachment.objects.get().deleted_by == lead


def test_who_may_not_read_the_document_finds_no_screenshot(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead, visibility=Visibility.TEAM)
    client.force_login(lead)
    upload(client, postmortem, picture())

    client.force_login(UserFactory.create())
    assert client.get(address(postmortem)).status_code == 404
    assert upload(client, postmortem, picture()).status_code == 404
    assert client.post(f"{address(postmortem)}deletion/").status_code == 404


def test_a_reader_sees_screenshots_and_adds_none(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    client.force_login(lead)
    upload(client, postmortem, picture())
    team = postmortem.team
    client.force_login(MembershipFactory.create(team=team, role=Role.VIEWER).user)

    assert client.get(address(postmortem)).status_code == 200
    assert upload(client, postmortem, picture()).status_code == 403
    assert client.post(f"{address(postmortem)}deletion/").status_code == 403
    assert "Add a screenshot" not in client.get(postmortem.get_absolute_url()).text


def test_a_screenshot_is_not_found_under_another_document(client: Client, lead: User) -> None:
    postmortem = create_postmortem(lead=lead)
    other = create_postmortem(lead=lead)
    client.force_login(lead)
    upload(client, postmortem, picture())

    assert client.get(address(other)).status_code == 404
