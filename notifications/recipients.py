"""Who there is to tell: the people named on a document, and which of those may read it."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from accounts.models import Membership, User
from postmortems.choices import SignOffRole, Visibility
from postmortems.models import Action, Postmortem

LEADS = (SignOffRole.INCIDENT_LEAD, SignOffRole.POSTMORTEM_LEAD)


def holders(
    postmortem: Postmortem, roles: Iterable[SignOffRole] = tuple(SignOffRole)
) -> dict[User, list[SignOffRole]]:
    """The people in these roles, each once, with the roles they hold."""
    found: dict[User, list[SignOffRole]] = {}
    for role in roles:
        if person := postmortem.role_holders[role]:
            found.setdefault(person, []).append(role)
    return found


def concerned(postmortem: Postmortem, actions: Sequence[Action]) -> list[User]:
    """The three roles and the owners of actions, each once."""
    owners = [action.owner for action in actions if action.owner]
    return list(dict.fromkeys([*holders(postmortem), *owners]))


def readers_among(postmortem: Postmortem, people: Iterable[User]) -> set[int]:
    """The ids of those who may read it, as `visible_to` says, in one query at most.

    An administrator's look at a hidden document makes them no reader of it.
    """
    ids = {person.pk for person in people}
    if postmortem.visibility == Visibility.ORGANISATION or not ids:
        return ids
    if postmortem.visibility == Visibility.TEAM:
        here = Membership.objects.filter(team=postmortem.team_id, user__in=ids)
        return set(here.values_list("user", flat=True))
    named = {person.pk for person in holders(postmortem)}
    taking_part = User.objects.filter(
        Q(pk__in=ids), postmortems_taken_part_in=postmortem
    ).values_list("pk", flat=True)
    return ids & (named | set(taking_part))
