"""The one next step of a post-mortem, for the person who looks at it."""

from dataclasses import dataclass

from django.urls import reverse

from postmortems.choices import Status
from postmortems.forms.signatures import SignOffPage
from postmortems.workflow import may


@dataclass(frozen=True)
class Step:
    """A button, or (without an address) what is being waited for.

    `is_submission` presses the document's form: what was typed is saved first.
    """

    words: str
    address: str = ""
    is_submission: bool = False


def next_step(sign_off: SignOffPage) -> Step | None:
    """None when nothing is to be done by anybody now."""
    postmortem, user = sign_off.postmortem, sign_off.user

    def address(name: str) -> str:
        return reverse(f"postmortems:{name}", args=[postmortem.incident_id])

    if may("submit", postmortem, user):
        return Step("Submit for review", address("submission"), is_submission=True)
    if sign_off.roles:
        return Step("Read and sign", f"{address('review')}#sign")
    if postmortem.status == Status.IN_REVIEW and sign_off.waiting_for:
        return Step(f"Waiting for {', '.join(map(str, sign_off.waiting_for))}")
    if may("close", postmortem, user):
        return Step("Answer the checks", address("checks"))
    return None
