"""Who may read a post-mortem: `visible_to`, asked the other way round."""

from django.db.models import Q, QuerySet

from accounts.models import User
from postmortems.choices import Visibility
from postmortems.models.postmortem import Postmortem


def readers_of(postmortem: Postmortem) -> QuerySet[User]:
    """Everyone here who reads it without an act of inspection, by name."""
    people = User.objects.active().order_by("full_name", "pk")
    match postmortem.visibility:
        case Visibility.ORGANISATION:
            return people
        case Visibility.TEAM:
            return people.filter(memberships__team=postmortem.team_id)
    named = (
        postmortem.incident_lead_id,
        postmortem.postmortem_lead_id,
        postmortem.engineering_manager_id,
    )
    here = Q(pk__in=[pk for pk in named if pk]) | Q(pk__in=postmortem.participants.values("pk"))
    return people.filter(here)
