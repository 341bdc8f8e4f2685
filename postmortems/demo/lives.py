"""What became of the demo's finished post-mortems: reviewed, signed, checked, waived."""

from collections.abc import Mapping
from datetime import timedelta

from accounts.models import User
from postmortems.choices import CheckAnswer, Decision
from postmortems.demo import no_record, standstill, yesterday
from postmortems.follow_ups import Reply
from postmortems.models import Check, Postmortem, Signature, Snapshot
from postmortems.models.signature import Version

SUBMITTED_AFTER = timedelta(hours=40)
SIGNED_AFTER = timedelta(hours=46)
MANAGER = "manager@example.com"


def live(story: object, postmortem: Postmortem, people: Mapping[str, User]) -> None:
    """Take the document as far as its team has taken it, at the hours they did."""
    if story in (standstill, yesterday):
        _sign_off(postmortem)
    if story is standstill:
        _answer_first_check(postmortem)
    if story is no_record:
        at = postmortem.opened_at + timedelta(days=2)
        reason = "P3, and half of the team was away; it is written for the pattern it shows."
        postmortem.waive(by=people[MANAGER], at=at, reason=reason)


def _sign_off(postmortem: Postmortem) -> None:
    lead = postmortem.postmortem_lead
    assert lead  # noqa: S101  the finished documents name their people
    postmortem.submit(by=lead, at=postmortem.opened_at + SUBMITTED_AFTER)
    at = postmortem.opened_at + SIGNED_AFTER
    for person in dict.fromkeys(postmortem.role_holders.values()):
        assert person  # noqa: S101
        postmortem.refresh_from_db()
        seen = Version.of(Snapshot.of(postmortem))
        at += timedelta(minutes=35)
        Signature.objects.sign(postmortem, decision=Decision.APPROVED, by=person, at=at, seen=seen)


def _answer_first_check(postmortem: Postmortem) -> None:
    check = Check.objects.filter(postmortem=postmortem).first()
    lead = postmortem.postmortem_lead
    assert check  # noqa: S101
    assert lead  # noqa: S101
    note = "The limits that matter most are enforced; one alert waits for the new dashboard."
    again = check.planned_on + timedelta(weeks=2, days=3)
    reply = Reply(CheckAnswer.PARTLY, note=note, again_on=again)
    check.answer_with(reply, by=lead, at=check.planned_at + timedelta(hours=2))
