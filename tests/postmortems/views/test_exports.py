"""A post-mortem is taken away as the template filled in, or as JSON."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from postmortems.choices import Via, Visibility
from postmortems.content import Content
from postmortems.editing import Edit, commit
from postmortems.formats import json as our_json
from postmortems.formats.exports import json_of, markdown_of
from postmortems.formats.markdown.reader import load
from postmortems.models import Postmortem, Snapshot
from tests.factories import AT, MembershipFactory, create_postmortem

pytestmark = pytest.mark.django_db

EXPORTS = ("postmortems:export-markdown", "postmortems:export-json")
STARTED = {"milestone": "impact_started", "time": "2026-11-20 14:05"}
RESOLVED = {"milestone": "resolved", "time": "16:25", "event": "Rolled back | at last\nat once"}


@pytest.fixture
def lead() -> User:
    return MembershipFactory.create(user__full_name="Lena Lead").user


def address(name: str, postmortem: Postmortem) -> str:
    return reverse(name, args=[postmortem.incident_id])


def written(lead: User) -> Postmortem:
    content = Content(
        {"title": "Checkout | slow 🙂", "severity": "P1", "impact_summary": "<b>All</b>\ncarts"},
        {"timeline": (STARTED, RESOLVED)},
    )
    return create_postmortem(lead=lead, incident_id="INC-7", content=content)


def test_lead_takes_the_template_filled_in(client: Client, lead: User) -> None:
    client.force_login(lead)

    response = client.get(address("postmortems:export-markdown", written(lead)))

    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="INC-7.md"'
    assert "| Severity | P1 |" in response.text
    assert "| Duration | 2 h 20 min |" in response.text


def test_nothing_is_lost_on_the_way_out(lead: User) -> None:
    postmortem = written(lead)
    content = Snapshot.of(postmortem).content()

    read_back = load(markdown_of(postmortem))

    assert our_json.load(json_of(postmortem)) == content
    assert read_back.rows == content.rows
    assert read_back.answers == {**content.answers, "duration_as_written": "2 h 20 min"}


def test_json_says_what_is_computed(client: Client, lead: User) -> None:
    postmortem = written(lead)
    dated = Edit("answer:postmortem_date", {"set": "2026-11-21", "was": ""}, base=postmortem.seq)
    commit(postmortem.pk, by=lead, client="test", edits=[dated], via=Via.FORM, at=AT)
    client.force_login(lead)

    response = client.get(address("postmortems:export-json", postmortem))

    document = json.loads(response.content)
    assert (document["format"], document["version"]) == ("afterword-postmortem", 1)
    assert document["postmortem"]["incident_id"] == "INC-7"
    assert document["computed"]["time_to_resolve"] == "2 h 20 min"
    assert document["computed"]["all_clear_at"] == ""
    assert document["computed"]["resolved_at"] == document["postmortem"]["resolved_at"]
    assert date(2026, 11, 28).isoformat() in document["computed"].values()


def test_a_day_that_was_assumed_is_written_out(lead: User) -> None:
    timeline = (STARTED | {"time": "~14:05"}, {"time": "later", "event": "Somebody looked"})
    postmortem = create_postmortem(lead=lead, content=Content({}, {"timeline": timeline}))

    times = [row["time"] for row in Snapshot.of(postmortem).content().table("timeline")]

    assert times[:2] == [f"~{AT:%Y-%m-%d} 14:05", "later"]


def test_every_key_of_the_json_is_documented(lead: User) -> None:
    documented = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z][a-z_-]+", documented))
    document = json.loads(json_of(written(lead)))

    keys = {*document, *document["postmortem"], *document["answers"], *document["rows"]}
    columns = {key for rows in document["rows"].values() for row in rows for key in row}
    assert not (keys | columns) - words


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 100_000, '{"format": "other", "version": 1}', "null"]
)
def test_what_is_no_export_of_ours_is_refused(text: str) -> None:
    with pytest.raises(our_json.Unreadable):
        our_json.load(text)


@pytest.mark.parametrize("name", EXPORTS)
def test_outsider_of_a_restricted_one_finds_nothing(client: Client, name: str, lead: User) -> None:
    postmortem = create_postmortem(lead=lead, visibility=Visibility.RESTRICTED)
    client.force_login(MembershipFactory.create().user)

    assert client.get(address(name, postmortem)).status_code == 404


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_only_read(client: Client, name: str, lead: User) -> None:
    client.force_login(lead)

    assert client.post(address(name, create_postmortem(lead=lead))).status_code == 405
