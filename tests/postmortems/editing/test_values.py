"""Values: the last choice stands, and nobody is overruled without being asked."""

import pytest

from accounts.models import Team, User
from postmortems.choices import Severity
from postmortems.editing import Edit, open_postmortem
from postmortems.models import (
    Action,
    Change,
    FormerIncidentId,
    Postmortem,
)
from tests.postmortems.editing.writing import AT, cell, says, write

pytestmark = pytest.mark.django_db


def test_incident_numbers_have_no_gaps_and_step_over_ids_in_use(team: Team, lead: User) -> None:
    open_postmortem(team=team, by=lead, at=AT, incident_id="INC-2026-2")
    first = open_postmortem(team=team, by=lead, at=AT)
    second = open_postmortem(team=team, by=lead, at=AT)

    assert [first.incident_id, second.incident_id] == ["INC-2026-1", "INC-2026-3"]


def test_a_value_that_somebody_else_chose_meanwhile_is_asked_about(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq
    write(postmortem, lead, Edit("answer:severity", {"set": "P1", "was": ""}, base=seq))

    outcome = write(
        postmortem, responder, Edit("answer:severity", {"set": "P0", "was": ""}, seq, asks=True)
    )

    assert [(ack.error, ack.current) for ack in outcome.refused] == [("conflict", "P1")]
    assert Postmortem.objects.get().severity == Severity.P1


def test_a_live_value_stands_and_both_values_stay_in_the_log(
    postmortem: Postmortem, lead: User, responder: User
) -> None:
    seq = postmortem.seq
    write(postmortem, lead, Edit("answer:severity", {"set": "P1", "was": ""}, base=seq))
    write(postmortem, responder, Edit("answer:severity", {"set": "P0", "was": ""}, base=seq))

    last = Change.objects.latest("seq")
    assert last.operation == {"set": "P0", "was": "P1", "conflict": True}
    assert Postmortem.objects.get().severity == Severity.P0


def test_an_owner_is_recognised_by_name_or_kept_as_written(
    postmortem: Postmortem, lead: User
) -> None:
    known, unknown = Action.objects.filter(kind="short_term")[:2]
    write(
        postmortem,
        lead,
        Edit(cell(known, "short-term-actions", "owner"), {"set": "LEAD@example.com"}, base=0),
        Edit(cell(unknown, "short-term-actions", "owner"), {"set": "the team"}, base=0),
        Edit(cell(known, "short-term-actions", "due_date"), {"set": "4 Dec 2026"}, base=0),
    )

    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.owner, known.owner_name, str(known.due_on)) == (lead, "", "2026-12-04")
    assert (unknown.owner, unknown.owner_name) == (None, "the team")


def test_a_renamed_post_mortem_keeps_its_old_id_and_refuses_a_taken_one(
    postmortem: Postmortem, team: Team, lead: User
) -> None:
    open_postmortem(team=team, by=lead, at=AT, incident_id="PM-7")
    rename = {"set": "PD-4711", "was": "INC-2026-1"}

    write(postmortem, lead, Edit("answer:incident_id", rename, base=0))
    taken = write(postmortem, lead, Edit("answer:incident_id", {"set": "pm-7"}, base=0))

    assert FormerIncidentId.objects.get().incident_id == "INC-2026-1"
    assert taken.refused[0].error == "taken"
    assert Postmortem.objects.get(pk=postmortem.pk).incident_id == "PD-4711"


def test_half_a_character_in_a_value_is_refused_and_the_rest_is_kept(
    postmortem: Postmortem, lead: User
) -> None:
    half = Edit("answer:incident_lead", {"set": "Le\ud800na", "was": ""}, base=postmortem.seq)

    outcome = write(postmortem, lead, half, says("answer:title", postmortem.seq, "", "Kept"))

    assert [ack.error for ack in outcome.acks] == ["bad", ""]
    assert Postmortem.objects.get().title == "Kept"
