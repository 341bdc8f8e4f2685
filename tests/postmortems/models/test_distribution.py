"""Who shared which version with whom, when; and with whom there is anything to share."""

import pytest

from accounts.models import User
from postmortems.choices import ActivityKind, Via, Visibility
from postmortems.models import Impact, Postmortem, readers_of
from postmortems.models.distribution import version_of
from postmortems.reasons import Refused
from tests.factories import UserFactory, create_postmortem
from tests.postmortems.signed_off import (
    LATER,
    SHA256,
    audience_of,
    create_cast,
    create_signed_off,
    give_signature,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


@pytest.fixture
def postmortem(cast: dict[str, User]) -> Postmortem:
    return create_signed_off(cast)


def test_a_signed_version_is_named_by_its_digest(
    cast: dict[str, User], postmortem: Postmortem
) -> None:
    give_signature(postmortem, cast["engineer"])
    audience = audience_of(postmortem, "Engineering")

    share = audience.share(by=cast["lead"], at=LATER, recipients=[cast["viewer"]])

    assert (share.seq, share.sha256) == (postmortem.locked_at_seq, SHA256)
    assert (share.by, share.at, list(share.recipients.all())) == (
        cast["lead"],
        LATER,
        [cast["viewer"]],
    )
    activity = postmortem.activities.get(kind=ActivityKind.SHARED)
    assert activity.facts == {"share": share.pk, "audience": "Engineering team", "note": ""}


def test_a_draft_is_named_by_its_change(cast: dict[str, User]) -> None:
    draft = create_postmortem(lead=cast["lead"])
    Postmortem.objects.filter(pk=draft.pk).update(seq=231)

    share = audience_of(draft, "Product").share(by=cast["manager"], at=LATER, note="Weekly call")

    assert (share.seq, share.sha256) == (231, "")
    assert version_of(Postmortem.objects.get(pk=draft.pk)) == (232, "")


def test_sharing_ticks_the_audience_once_and_logs_it(
    cast: dict[str, User], postmortem: Postmortem
) -> None:
    audience = audience_of(postmortem, "Engineering")
    audience.share(by=cast["lead"], at=LATER, note="#incidents")
    audience.share(by=cast["lead"], at=LATER, note="All hands")

    audience.refresh_from_db()
    changes = postmortem.changes.filter(via=Via.VERB)
    assert audience.is_shared
    assert [(change.target, change.operation) for change in changes] == [
        (f"row:distribution:{audience.uid}:is_shared", {"set": True, "was": False})
    ]
    assert audience.shares.count() == 2


def test_somebody_is_told_or_somewhere(cast: dict[str, User], postmortem: Postmortem) -> None:
    with pytest.raises(Refused, match="Choose who is told"):
        audience_of(postmortem, "Engineering").share(by=cast["lead"], at=LATER, note="  ")


def test_nobody_is_sent_what_they_may_not_read(
    cast: dict[str, User], postmortem: Postmortem
) -> None:
    Postmortem.objects.update(visibility=Visibility.TEAM)

    with pytest.raises(Refused, match="Otto Outsider may not read"):
        audience_of(postmortem, "Engineering").share(
            by=cast["lead"], at=LATER, recipients=[cast["viewer"], cast["outsider"]]
        )


@pytest.mark.parametrize(
    ("severity", "is_told"), [("P0", True), ("P1", True), ("P2", False), ("P3", False), ("", False)]
)
def test_leadership_is_told_of_the_grave_ones(
    cast: dict[str, User], postmortem: Postmortem, severity: str, *, is_told: bool
) -> None:
    Postmortem.objects.update(severity=severity)
    audience = audience_of(postmortem, "Leadership")

    if is_told:
        assert audience.share(by=cast["lead"], at=LATER, note="Board letter").pk
    else:
        with pytest.raises(Refused, match="P0 and P1 only"):
            audience.share(by=cast["lead"], at=LATER, note="Board letter")


def test_customers_are_told_when_they_were_affected(
    cast: dict[str, User], postmortem: Postmortem
) -> None:
    audience = audience_of(postmortem, "Affected customers")
    assert audience.share(by=cast["lead"], at=LATER, note="Status page").pk
    Impact.objects.filter(postmortem=postmortem).update(users_affected="0")

    with pytest.raises(Refused, match="affected no customers"):
        audience_of(postmortem, "Affected customers").share(
            by=cast["lead"], at=LATER, note="Status page"
        )


@pytest.mark.parametrize("name", ["viewer", "engineer", "outsider"])
def test_only_leads_and_managers_share(
    cast: dict[str, User], postmortem: Postmortem, name: str
) -> None:
    with pytest.raises(Refused, match="Only the leads"):
        audience_of(postmortem, "Engineering").share(by=cast[name], at=LATER, note="Hallway")


@pytest.mark.parametrize("visibility", Visibility)
def test_readers_are_those_who_can_open_it(
    cast: dict[str, User], postmortem: Postmortem, visibility: Visibility
) -> None:
    postmortem.visibility = visibility
    postmortem.save(update_fields=["visibility"])
    postmortem.participants.add(cast["outsider"])
    UserFactory.create(is_active=False)
    UserFactory.create(full_name="Nobody Special")

    can_open = {
        person
        for person in type(cast["lead"]).objects.active()
        if Postmortem.objects.visible_to(person).filter(pk=postmortem.pk).exists()
    }

    assert set(readers_of(postmortem)) == can_open
