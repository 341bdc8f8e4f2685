"""Exports of a signed document: its checks, and who was told."""

import json

import pytest

from accounts.models import User
from postmortems.choices import CheckAnswer, FollowUpPeriod
from postmortems.document import TABLES
from postmortems.follow_ups import Reply
from postmortems.formats import json as our_json
from postmortems.formats.exports import json_of, markdown_of
from postmortems.formats.markdown.reader import load
from postmortems.models import FollowUp, Postmortem, Snapshot
from tests.postmortems.signed_off import (
    LATER,
    SHA256,
    audience_of,
    create_cast,
    create_signed_off,
    give_signature,
    promise,
)

pytestmark = pytest.mark.django_db
WEEK, MONTH, _ = FollowUpPeriod


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


@pytest.fixture
def postmortem(cast: dict[str, User]) -> Postmortem:
    signed = create_signed_off(cast)
    promise(signed, "Cap the retries", owner=cast["responder"])
    reply = Reply(CheckAnswer.PARTLY, "Half is live,\nhalf waits.", LATER.date().replace(day=20))
    signed.checks.get(period=WEEK).answer_with(reply, by=cast["lead"], at=LATER)
    return signed


def test_markdown_says_when_each_check_is_and_what_was_answered(postmortem: Postmortem) -> None:
    text = markdown_of(postmortem)

    assert (
        "| 2026-12-20 | Short-term actions completed? Partly: Half is live,<br>half waits."
        " (Lena Lead, 2026-12-02 09:00 UTC) |"
    ) in text
    assert "| 2026-12-24 | Long-term actions on track? |" in text


def test_what_was_written_in_the_schedule_stays_first(postmortem: Postmortem) -> None:
    FollowUp.objects.filter(postmortem=postmortem, period=WEEK).update(
        date_as_written="in a week", note="Ask Kim as well."
    )

    row = load(markdown_of(postmortem)).table("follow-ups")[0]

    assert row["date_as_written"] == "in a week"
    assert row["note"].startswith("Ask Kim as well.\nPartly: Half is live,\nhalf waits.")


def test_nothing_else_is_changed_by_the_way_out_and_back(postmortem: Postmortem) -> None:
    content = Snapshot.of(postmortem).content()

    read_back = load(markdown_of(postmortem))

    assert our_json.load(json_of(postmortem)) == content
    others = [key for key in TABLES if key != "follow-ups"]
    assert {key: read_back.table(key) for key in others} == {
        key: content.table(key) for key in others
    }
    assert read_back.answers == content.answers


def test_json_holds_the_checks_with_their_facts(postmortem: Postmortem) -> None:
    document = json.loads(json_of(postmortem))

    first = document["follow_ups"][0]
    assert [check["period"] for check in document["follow_ups"]] == [
        "week",
        "week",
        "month",
        "quarter",
    ]
    assert (first["answer"], first["again_on"], first["answered_by"]) == (
        "partly",
        "2026-12-20",
        "Lena Lead",
    )
    assert first["facts"]["asked"][0]["title"] == "Cap the retries"
    assert document["follow_ups"][2]["answered_at"] == ""
    assert document["computed"]["follow_up_week"] == "2026-12-20"


def test_json_holds_who_was_told_which_version(
    cast: dict[str, User], postmortem: Postmortem
) -> None:
    give_signature(postmortem, cast["engineer"])
    team = audience_of(postmortem, "Engineering")
    team.share(by=cast["lead"], at=LATER, recipients=[cast["viewer"]], note="All hands")

    assert json.loads(json_of(postmortem))["distribution"] == [
        {
            "audience": "Engineering team",
            "at": "2026-12-02T09:00:00Z",
            "by": "Lena Lead",
            "change": postmortem.locked_at_seq,
            "sha256": SHA256,
            "note": "All hands",
            "recipients": ["Viewer Viewerson"],
        }
    ]
