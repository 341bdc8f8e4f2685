"""Rows are added, moved, deleted and brought back; a milestone is reached once."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Team, User
from postmortems.choices import Milestone
from postmortems.editing import Edit, open_postmortem
from postmortems.models import (
    Action,
    Change,
    Postmortem,
    RelatedDocument,
    TimelineEvent,
    Why,
)
from tests.postmortems.editing.writing import AT, cell, says, write

pytestmark = pytest.mark.django_db


def test_a_new_post_mortem_has_the_rows_of_the_template(postmortem: Postmortem) -> None:
    events = TimelineEvent.objects.filter(postmortem=postmortem)

    assert [event.milestone for event in events] == list(Milestone)
    assert Why.objects.filter(postmortem=postmortem).count() == 5
    assert Action.objects.filter(postmortem=postmortem).count() == 2 + 2 + 3 + 2 + 2
    assert postmortem.incident_id == "INC-2026-1"


def test_words_beat_a_deletion(postmortem: Postmortem, lead: User, responder: User) -> None:
    document = RelatedDocument.objects.first()
    assert document
    seq = postmortem.seq
    write(postmortem, lead, Edit("rows:related-documents", {"del": str(document.uid)}, base=seq))

    write(
        postmortem, responder, says(cell(document, "related-documents", "document"), seq, "", "Log")
    )

    document.refresh_from_db()
    assert (document.document, document.deleted_at) == ("Log", None)
    assert [change.operation.get("undel") for change in Change.objects.order_by("-seq")[1:2]] == [
        str(document.uid)
    ]


def test_a_row_is_added_after_another_and_moved_up(postmortem: Postmortem, lead: User) -> None:
    first = Why.objects.filter(postmortem=postmortem)[0]
    uid = str(uuid4())
    add = Edit("rows:whys", {"add": uid, "after": str(first.uid), "values": {"answer": "So."}}, 0)
    write(postmortem, lead, add)
    assert [str(why.uid) for why in Why.objects.all()].index(uid) == 1

    write(postmortem, lead, Edit("rows:whys", {"move": uid, "after": None}, base=postmortem.seq))

    whys = list(Why.objects.all())
    assert (str(whys[0].uid), whys[0].answer) == (uid, "So.")
    assert [why.position for why in whys] == list(range(6))


def test_the_templates_own_rows_stay(postmortem: Postmortem, lead: User) -> None:
    resolved = TimelineEvent.objects.get(milestone=Milestone.RESOLVED)

    outcome = write(postmortem, lead, Edit("rows:timeline", {"del": str(resolved.uid)}, base=0))

    assert outcome.refused[0].error == "fixed"


def test_a_milestone_moves_to_the_row_that_claims_it(postmortem: Postmortem, lead: User) -> None:
    uid = str(uuid4())
    values = {"time": "2026-11-23 09:12", "event": "Cost is back", "milestone": "resolved"}

    write(postmortem, lead, Edit("rows:timeline", {"add": uid, "values": values}, base=0))

    present = TimelineEvent.objects.filter(milestone=Milestone.RESOLVED, deleted_at=None)
    assert [str(event.uid) for event in present] == [uid]
    assert Postmortem.objects.get().resolved_at == datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def test_a_milestone_that_is_taken_over_leaves_the_words_of_its_row(
    postmortem: Postmortem, lead: User
) -> None:
    reached = TimelineEvent.objects.get(milestone=Milestone.DECLARED)
    write(postmortem, lead, says(cell(reached, "timeline", "event"), postmortem.seq, "", "Called"))
    uid = str(uuid4())
    values = {"event": "Called again", "milestone": Milestone.DECLARED}

    outcome = write(postmortem, lead, Edit("rows:timeline", {"add": uid, "values": values}, base=1))

    reached.refresh_from_db()
    assert (reached.event, reached.milestone, reached.is_deleted) == ("Called", "", False)
    assert TimelineEvent.objects.get(milestone=Milestone.DECLARED).event == "Called again"
    assert [change.user for change in outcome.changes] == [None, lead]


@pytest.mark.parametrize(
    "operation",
    [{"add": "no uuid"}, {"add": str(uuid4()), "del": str(uuid4())}, {"move": None}, ["words"]],
)
def test_a_malformed_change_of_rows_is_refused(
    postmortem: Postmortem, lead: User, operation: Any
) -> None:
    outcome = write(postmortem, lead, Edit("rows:whys", operation, base=postmortem.seq))

    assert outcome.refused[0].error == "bad"
    assert Why.objects.filter(postmortem=postmortem).count() == 5


def test_what_is_done_already_is_not_done_again(postmortem: Postmortem, lead: User) -> None:
    why = str(Why.objects.filter(postmortem=postmortem)[4].uid)
    write(postmortem, lead, Edit("rows:whys", {"del": why}, base=postmortem.seq))
    seq = Postmortem.objects.get().seq

    again = [Edit("rows:whys", {verb: why}, base=seq) for verb in ("del", "add")]
    last = Edit("rows:whys", {"move": why, "after": None}, base=seq)
    outcome = write(postmortem, lead, *again)

    assert (outcome.seq, outcome.refused) == (seq, [])
    assert not write(postmortem, lead, last).refused


def test_a_time_that_cannot_be_read_is_kept_and_explained(
    postmortem: Postmortem, lead: User
) -> None:
    event = TimelineEvent.objects.get(milestone=Milestone.DECLARED)

    write(postmortem, lead, says(cell(event, "timeline", "time"), postmortem.seq, "", "14:??"))

    event.refresh_from_db()
    assert (event.time, event.at) == ("14:??", None)
    assert event.time_problem


def test_times_follow_the_row_above_over_midnight(postmortem: Postmortem, lead: User) -> None:
    start, signal = TimelineEvent.objects.all()[:2]
    seq = postmortem.seq
    write(
        postmortem,
        lead,
        says(cell(start, "timeline", "time"), seq, "", "2026-11-22 23:50"),
        says(cell(signal, "timeline", "time"), seq, "", "~00:10"),
    )

    signal.refresh_from_db()
    assert (signal.at, signal.is_about) == (datetime(2026, 11, 23, 0, 10, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Cap the retries", "status": "shelved"},
        {"title": "Cap the retries", "owner": "x" * 201},
        {"title": "Cap \ud800 the retries"},
        {"title": "x" * 100_001},
    ],
)
def test_a_row_with_a_value_that_cannot_be_kept_is_not_half_added(
    postmortem: Postmortem, lead: User, values: dict[str, str]
) -> None:
    uid = str(uuid4())

    outcome = write(
        postmortem, lead, Edit("rows:short-term-actions", {"add": uid, "values": values}, base=0)
    )

    assert outcome.acks[0].error in {"bad", "too_long"}
    assert outcome.seq == postmortem.seq
    assert not Action.objects.filter(uid=uid).exists()


def test_a_row_of_another_document_is_out_of_reach(
    postmortem: Postmortem, team: Team, lead: User
) -> None:
    other = open_postmortem(team=team, by=lead, at=AT)
    why = Why.objects.filter(postmortem=other)[0]

    outcome = write(postmortem, lead, Edit(cell(why, "whys", "answer"), ["Mine"], base=0))

    why.refresh_from_db()
    assert (outcome.refused[0].error, why.answer) == ("gone", "")


def test_a_browser_cannot_set_what_is_fixed(postmortem: Postmortem, lead: User) -> None:
    values = {"file": "../../secret", "sha256": "0" * 64, "alt_text": "x"}

    outcome = write(
        postmortem, lead, Edit("rows:attachments", {"add": str(uuid4()), "values": values}, base=0)
    )

    assert outcome.refused[0].error == "fixed"
