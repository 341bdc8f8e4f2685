"""What is missing is said in a sentence that leads to the field."""

from datetime import UTC, datetime

import pytest

from postmortems.choices import ActionKind, Milestone
from postmortems.completeness import Completeness, completeness
from postmortems.content import Content
from postmortems.editing import open_postmortem
from postmortems.models import Action, Postmortem, Snapshot, TimelineEvent
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def judge(postmortem: Postmortem) -> Completeness:
    return completeness(Snapshot.of(Postmortem.objects.with_people().get(pk=postmortem.pk)))


def open_with(content: Content | None = None) -> Postmortem:
    lead = MembershipFactory.create(user__full_name="Lena Lead")
    return open_postmortem(team=lead.team, by=lead.user, at=AT, content=content)


def sentences(postmortem: Postmortem, slug: str) -> list[str]:
    return [reason.sentence for reason in judge(postmortem).sections[slug].reasons]


def test_a_blank_post_mortem_is_asked_for_everything() -> None:
    state = judge(open_with())

    assert state.percent < 10
    assert state.sections["impact"].mark == "none"
    assert state.sections["related-documents"].mark == "none"
    assert "“Users affected” is not answered" in [reason.sentence for reason in state.reasons]


def test_a_reason_leads_to_its_field() -> None:
    postmortem = open_with()
    event = TimelineEvent.objects.get(milestone=Milestone.ALL_CLEAR)

    reasons = judge(postmortem).sections["timeline"].reasons

    assert (reasons[-1].sentence, reasons[-1].target) == (
        "“All-clear declared” has no time",
        f"row:timeline:{event.uid}:time",
    )


def test_the_words_beside_a_choice_answer_it_too() -> None:
    postmortem = open_with(Content({"sla_breached_detail": "Being counted", "data_loss": "no"}))

    missing = sentences(postmortem, "impact")

    assert "“SLA breached?” is not answered" not in missing
    assert "“Data loss” is not answered" not in missing


def test_a_role_needs_somebody_who_signs_in_here() -> None:
    postmortem = open_with(
        Content({"incident_lead": "Lena Lead", "postmortem_lead": "The night shift"})
    )

    missing = sentences(postmortem, "summary")

    assert "Post-mortem Lead: “The night shift” is nobody who signs in here" in missing
    assert not [sentence for sentence in missing if "Incident Lead" in sentence]


def test_the_engineering_manager_is_neither_of_the_leads() -> None:
    postmortem = open_with(
        Content({"incident_lead": "Lena Lead", "engineering_manager": "Lena Lead"})
    )

    assert sentences(postmortem, "sign-off") == [
        "The Engineering Manager must be neither of the leads"
    ]


def test_whys_may_stop_early_with_a_reason() -> None:
    two = ({"answer": "The cap was gone."}, {"answer": "No test stated it."})
    short = open_with(Content({}, {"whys": two}))
    excused = open_with(Content({"fewer_whys_reason": "The second is systemic."}, {"whys": two}))

    assert [text for text in sentences(short, "root-cause") if text.startswith("The whys")] == [
        "The whys stop after 2 of 5: go on to the systemic cause, or say why fewer are enough"
    ]
    assert not [text for text in sentences(excused, "root-cause") if "why" in text]


def test_a_promise_needs_one_owner_and_a_day() -> None:
    postmortem = open_with(
        Content(
            {},
            {
                "short-term-actions": ({"title": "Cap the retries", "owner": "the team"},),
                "systemic-actions": ({"title": "Test failure modes"},),
            },
        )
    )

    assert sentences(postmortem, "prevention") == [
        "“Cap the retries”: the owner “the team” is nobody here",
        "“Cap the retries” has no due date",
    ]
    assert "“Test failure modes” has no owner" in sentences(postmortem, "lessons")


def test_one_action_at_least_is_asked_for_at_the_first_cell() -> None:
    postmortem = open_with()
    first = Action.objects.filter(kind=ActionKind.SHORT_TERM)[0]

    reason = judge(postmortem).sections["prevention"].reasons[0]

    assert (reason.sentence, reason.target) == (
        "There is no action yet",
        f"row:short-term-actions:{first.uid}:title",
    )


def test_a_section_that_asks_for_nothing_is_full_once_it_is_begun() -> None:
    document = ({"document": "https://log.example.com/7", "purpose": "Incident log"},)

    state = judge(open_with(Content({}, {"related-documents": document})))

    assert state.sections["related-documents"].mark == "full"
    assert state.sections["distribution"].mark == "none"
