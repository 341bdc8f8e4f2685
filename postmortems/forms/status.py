"""Where a post-mortem stands, and what this person may do about it beyond writing."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from postmortems.forms.reasons import ReasonForm
from postmortems.models import Postmortem
from postmortems.permissions import may_excuse
from postmortems.reasons import Reason
from postmortems.workflow import may, reasons_against_excusing, reasons_against_waiving


@dataclass(frozen=True)
class Offer:
    """A verb that asks for a reason: its form, or why it cannot be."""

    key: str
    title: str
    explanation: str
    button: str
    address: str
    form: ReasonForm
    reasons: list[Reason]


def offers(postmortem: Postmortem, user: User, *, asked: dict[str, ReasonForm]) -> list[Offer]:
    """What the person may decide; `asked` holds the form that was just refused, by its key."""
    found: list[tuple[str, list[Reason]]] = []
    if may("reopen", postmortem, user):
        found.append(("reopening", []))
    if may_excuse(postmortem, user) and not reasons_against_waiving(postmortem, user):
        found.append(("waiver", []))
    if may("excuse", postmortem, user):
        found.append(("exemption", reasons_against_excusing(postmortem)))
    return [_offer(key, postmortem, reasons, asked.get(key)) for key, reasons in found]


def _offer(
    key: str, postmortem: Postmortem, reasons: list[Reason], form: ReasonForm | None
) -> Offer:
    address = reverse(f"postmortems:{key}", args=[postmortem.incident_id])
    form = form or ReasonForm(auto_id=f"{key}_%s")
    return Offer(key, *WORDS[key], address=address, form=form, reasons=reasons)


# Title, explanation, button.
WORDS = {
    "reopening": (
        "Reopen it",
        "The text thaws, for it to be written, submitted and signed again. What was signed is "
        "kept, and counts no more.",
        "Reopen",
    ),
    "waiver": (
        "Waive the 48-hour deadline",
        "Nobody is reminded of it any more; the document is still to be written.",
        "Waive the deadline",
    ),
    "exemption": (
        "Not required",
        "For P2 and P3 without customer impact a post-mortem is optional.",
        "Mark as not required",
    ),
}
