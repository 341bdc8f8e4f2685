"""From draft to signed off and back, under rules that explain themselves."""

from datetime import timedelta
from pathlib import Path

import pytest

from postmortems.choices import ActivityKind, Decision, Status
from postmortems.management.commands.draw_workflow import drawing
from postmortems.models import Postmortem, Snapshot
from postmortems.models.signature import TextChanged
from postmortems.reasons import Refused
from postmortems.workflow import reasons_against_submitting
from tests.postmortems.ready import (
    RESOLVED,
    SUBMITTED,
    Cast,
    create_cast,
    ready,
    rewrite,
    sign,
    signed_off,
    submitted,
    version_of,
)

pytestmark = pytest.mark.django_db
LATER = SUBMITTED + timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return create_cast()


def kinds(postmortem: Postmortem) -> list[str]:
    return list(postmortem.activities.order_by("at", "id").values_list("kind", flat=True))


def test_a_complete_draft_is_submitted(cast: Cast) -> None:
    postmortem = ready(cast)

    postmortem.submit(by=cast.lead, at=SUBMITTED)

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.submitted_at) == (Status.IN_REVIEW, SUBMITTED)
    assert kinds(postmortem) == [ActivityKind.IMPORTED, ActivityKind.SUBMITTED]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"impact_summary": ""}, "“Impact” is not answered"),
        ({"what_happened": ""}, "“Root cause description” is not answered"),
        ({"engineering_manager": ""}, "Engineering Manager is not named"),
        ({"engineering_manager": "Lena Brandt"}, "must be neither of the leads"),
    ],
)
def test_what_is_missing_refuses_the_submission_and_changes_nothing(
    cast: Cast, answers: dict[str, str], sentence: str
) -> None:
    postmortem = ready(cast, **answers)

    with pytest.raises(Refused) as refusal:
        postmortem.submit(by=cast.lead, at=SUBMITTED)

    sentences = [reason.sentence for reason in refusal.value.reasons]
    assert any(sentence.lower() in each.lower() for each in sentences), sentences
    assert all(reason.target for reason in refusal.value.reasons)
    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.submitted_at) == (Status.DRAFT, None)


def test_lessons_may_still_be_empty_and_milestones_must_be_in_order(cast: Cast) -> None:
    postmortem = ready(cast)
    early = Snapshot.of(postmortem)

    assert reasons_against_submitting(early, now=SUBMITTED) == []
    in_the_future = reasons_against_submitting(early, now=RESOLVED - timedelta(minutes=5))
    assert [reason.slug for reason in in_the_future] == ["timeline", "timeline"]


def test_two_who_submit_at_once_make_one_submission(cast: Cast) -> None:
    postmortem = ready(cast)
    same = Postmortem.objects.get(pk=postmortem.pk)
    postmortem.submit(by=cast.lead, at=SUBMITTED)

    with pytest.raises(Refused, match="“In review” by now"):
        same.submit(by=cast.responder, at=LATER)

    assert kinds(postmortem).count(ActivityKind.SUBMITTED) == 1


def test_three_signatures_freeze_the_text(cast: Cast) -> None:
    postmortem = submitted(cast)
    for person in (cast.responder, cast.lead):
        sign(postmortem, person)
    postmortem.refresh_from_db()
    assert postmortem.status == Status.IN_REVIEW

    sign(postmortem, cast.manager, at=LATER)

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.signed_off_at) == (Status.SIGNED_OFF, LATER)
    assert postmortem.locked_at_seq == postmortem.seq
    assert [str(check.planned_on) for check in postmortem.checks.all()] == [
        "2026-12-02",
        "2026-12-25",
        "2027-02-25",
    ]


def test_only_the_person_named_signs(cast: Cast) -> None:
    postmortem = submitted(cast)
    cast.owner.is_superuser = True
    cast.owner.save()

    with pytest.raises(Refused, match="the person named in the role"):
        sign(postmortem, cast.owner)


def test_one_person_in_both_lead_roles_signs_both_at_once(cast: Cast) -> None:
    postmortem = submitted(cast, incident_lead=str(cast.lead))

    sign(postmortem, cast.lead)

    assert list(postmortem.signatures.current().values_list("role", flat=True)) == [
        "incident_lead",
        "postmortem_lead",
    ]
    with pytest.raises(Refused, match="already signed"):
        sign(postmortem, cast.lead)


def test_a_text_that_was_edited_meanwhile_is_not_signed(cast: Cast) -> None:
    postmortem = submitted(cast)
    seen = version_of(postmortem)
    rewrite(postmortem, cast.owner, "what_happened", "Something else.")

    with pytest.raises(TextChanged):
        sign(postmortem, cast.manager, seen=seen)

    assert not postmortem.signatures.exists()


def test_changes_are_requested_the_text_is_mended_and_signatures_go_stale(cast: Cast) -> None:
    postmortem = submitted(cast)
    sign(postmortem, cast.responder)
    sign(postmortem, cast.lead)
    sign(postmortem, cast.manager, Decision.CHANGES_REQUESTED, comment="Who paged whom?")
    assert postmortem.signatures.standing(version_of(postmortem).sha256).count() == 2

    rewrite(postmortem, cast.lead, "how_detected", "A mail about cost; the on-call was paged.")

    assert postmortem.signatures.current().count() == 3
    assert not postmortem.signatures.standing(version_of(postmortem).sha256).exists()
    for person in cast.signers:
        sign(postmortem, person, at=LATER)
    postmortem.refresh_from_db()
    assert postmortem.status == Status.SIGNED_OFF
    assert postmortem.signatures.count() == 6


def test_an_incomplete_text_is_not_approved(cast: Cast) -> None:
    postmortem = submitted(cast)
    rewrite(postmortem, cast.lead, "what_happened", "")

    with pytest.raises(Refused, match="not answered"):
        sign(postmortem, cast.manager)


def test_taking_the_submission_back_takes_signatures_back(cast: Cast) -> None:
    postmortem = submitted(cast)
    sign(postmortem, cast.manager)

    postmortem.withdraw(by=cast.lead, at=LATER)

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.submitted_at) == (Status.DRAFT, None)
    assert not postmortem.signatures.current().exists()


def test_reopening_thaws_the_text_and_keeps_what_was_signed(cast: Cast) -> None:
    postmortem = signed_off(cast)

    postmortem.reopen(by=cast.manager, at=LATER, reason="The cause was another one.")

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.locked_at_seq) == (Status.DRAFT, None)
    assert (postmortem.signatures.count(), postmortem.signatures.current().count()) == (3, 0)
    assert not postmortem.checks.exists()
    rewrite(postmortem, cast.lead, "what_happened", "The cause was another one.")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"severity": "P1"}, "required for P1"),
        ({"severity": ""}, "not set"),
        ({"severity": "P2"}, "Customers were affected"),
    ],
)
def test_what_must_be_written_cannot_be_marked_as_not_required(
    cast: Cast, answers: dict[str, str], sentence: str
) -> None:
    postmortem = ready(cast, **answers)

    with pytest.raises(Refused, match=sentence):
        postmortem.excuse(by=cast.manager, at=LATER, reason="Small")


def test_a_small_incident_without_customers_needs_none(cast: Cast) -> None:
    quiet = {"users_affected": "None", "customers_notified": "No"}
    postmortem = ready(cast, severity="P3", **quiet)

    postmortem.excuse(by=cast.manager, at=LATER, reason="Found in a drill")

    postmortem.refresh_from_db()
    assert postmortem.status == Status.NOT_REQUIRED
    activity = postmortem.activities.get(kind=ActivityKind.EXCUSED)
    assert activity.facts == {"reason": "Found in a drill"}


def test_a_deadline_is_waived_once_by_who_answers_for_the_team(cast: Cast) -> None:
    postmortem = ready(cast)
    with pytest.raises(Refused, match="Only the Engineering Manager"):
        postmortem.waive(by=cast.owner, at=LATER, reason="Holidays")

    postmortem.waive(by=cast.manager, at=LATER, reason="Holidays")

    postmortem.refresh_from_db()
    assert (postmortem.waived_at, postmortem.waiver) == (LATER, "Holidays")
    with pytest.raises(Refused, match="waived already"):
        postmortem.waive(by=cast.manager, at=LATER, reason="Again")


def test_the_drawing_of_the_workflow_is_current() -> None:
    drawn = Path("docs/workflow.md").read_text(encoding="utf-8")

    assert drawn == drawing()
