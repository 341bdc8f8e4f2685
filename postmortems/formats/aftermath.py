"""What came after the document was written, for exports: its checks and who was told."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from postmortems.choices import FollowUpPeriod, SignOffRole
from postmortems.deadlines import follow_up_on
from postmortems.formats.markdown.rows import CheckWords
from postmortems.models import Check, Postmortem, Snapshot
from postmortems.models.check import base_of
from postmortems.models.signed_text import canonical_text, digest


def check_days(postmortem: Postmortem) -> dict[str, date | None]:
    """The day of each period's last check; where none is planned, the one it is expected on."""
    base = base_of(postmortem, signed_at=None)
    expected = {
        each.value: follow_up_on(each, base=base) if base else None for each in FollowUpPeriod
    }
    return expected | {check.period: check.planned_on for check in postmortem.checks.all()}


def check_words(postmortem: Postmortem) -> dict[str, CheckWords]:
    """For Markdown: the planned day of each period, and a line for each answer."""
    found: dict[str, CheckWords] = {}
    for check in postmortem.checks.select_related("answered_by"):
        before = found.get(check.period, CheckWords())
        answers = (*before.answers, _answer(check)) if check.is_answered else before.answers
        found[check.period] = CheckWords(check.planned_on.isoformat(), answers)
    return found


def _answer(check: Check) -> str:
    note = f": {check.note}" if check.note else ""
    by = f"{check.answered_by}, {check.answered_at:%Y-%m-%d %H:%M} UTC"
    return f"{check.get_answer_display()}{note} ({by})"


def follow_ups(postmortem: Postmortem) -> list[dict[str, Any]]:
    """For JSON: each check; what is not answered has empty texts."""
    return [
        {
            "period": check.period,
            "planned_on": check.planned_on.isoformat(),
            "answer": check.answer,
            "note": check.note,
            "again_on": check.again_on.isoformat() if check.again_on else "",
            "answered_at": show_moment(check.answered_at),
            "answered_by": str(check.answered_by or ""),
            "facts": check.facts,
        }
        for check in postmortem.checks.select_related("answered_by")
    ]


def distribution(postmortem: Postmortem) -> list[dict[str, Any]]:
    """For JSON: who shared which version with whom, the first one first."""
    shares = postmortem.shares.select_related("by").prefetch_related("recipients")
    return [
        {
            "audience": share.audience_name,
            "at": show_moment(share.at),
            "by": str(share.by),
            "change": share.seq,
            "sha256": share.sha256,
            "note": share.note,
            "recipients": [str(person) for person in share.recipients.all()],
        }
        for share in shares.order_by("at", "id")
    ]


def show_moment(at: datetime | None) -> str:
    """ISO 8601 in UTC; nothing where it did not happen."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""


def signature_words(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """By role, what the template's cells say of a signature of this very text.

    The name goes without saying, unless its person is called otherwise by now.
    """
    holders = snapshot.postmortem.role_holders
    found = snapshot.postmortem.signatures.standing(digest(canonical_text(snapshot)))
    return {
        signature.role: {
            **_name(signature.full_name, holders[SignOffRole(signature.role)]),
            "signature_as_written": f"Signed electronically by {signature.full_name}, "
            f"sha256 {signature.sha256}",
            "date_as_written": f"{signature.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        }
        for signature in found
    }


def _name(signed: str, holder: User | None) -> dict[str, str]:
    return {} if signed == str(holder) else {"name_as_written": signed}


def signatures(postmortem: Postmortem) -> list[dict[str, Any]]:
    """Every signature ever given, the first one first."""
    return [
        {
            "role": signature.role,
            "full_name": signature.full_name,
            "decision": signature.decision,
            "comment": signature.comment,
            "at": show_moment(signature.at),
            "seq": signature.seq,
            "sha256": signature.sha256,
            "is_current": signature.revoked_at is None,
        }
        for signature in postmortem.signatures.order_by("number")
    ]
