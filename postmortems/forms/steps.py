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
    match postmortem.status:
        case Status.DRAFT if may("submit", postmortem, user):
            address = reverse("postmortems:submission", args=[postmortem.incident_id])
            return Step("Submit for review", address, is_submission=True)
        case Status.IN_REVIEW if sign_off.roles:
            address = reverse("postmortems:review", args=[postmortem.incident_id])
            return Step("Read and sign", f"{address}#sign-off")
        case Status.IN_REVIEW:
            names = ", ".join(str(person) for person in sign_off.waiting_for)
            return Step(f"Waiting for {names}") if names else None
        case Status.SIGNED_OFF if may("close", postmortem, user):
            address = reverse("postmortems:checks", args=[postmortem.incident_id])
            return Step("Checks and closing", address)
    return None
