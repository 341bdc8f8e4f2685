"""Which audiences the template offers: leadership for P0 and P1, customers who were affected."""

from typing import TYPE_CHECKING

from postmortems.choices import GRAVE
from postmortems.customers import affects_customers
from postmortems.permissions import may_steer
from postmortems.reasons import Reason, only
from postmortems.workflow import LEADS

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models import Distribution, Postmortem

LEADERSHIP, CUSTOMERS = "leadership", "affected customers"


def reasons_against_audience(postmortem: "Postmortem", audience: "Distribution") -> list[Reason]:
    """Why the template does not offer this audience for this incident."""
    name, target = audience.audience.strip().casefold(), f"row:distribution:{audience.uid}:audience"
    sentence = ""
    if audience.is_deleted or not name:
        sentence = "This audience is no longer in the document."
    elif name.startswith(LEADERSHIP) and postmortem.severity not in GRAVE:
        stands = f"this one is {postmortem.severity}" if postmortem.severity else "none is set here"
        sentence = f"Leadership is told of P0 and P1 only; {stands}."
    elif name.startswith(CUSTOMERS) and not affects_customers(postmortem):
        sentence = "By its impact, the incident affected no customers."
    return [Reason(sentence, target, "distribution")] if sentence else []


def reasons_against_telling(postmortem: "Postmortem", *, by: "User") -> list[Reason]:
    """Why this person records nobody who was told."""
    return [] if may_steer(postmortem, by) else [only(LEADS)]
