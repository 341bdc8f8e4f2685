"""What people who have left still hold in a team's post-mortems, and who takes it over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import F, Q

from accounts.models import Team, User
from postmortems.choices import ENDED, SignOffRole
from postmortems.forms.moves import ActiveUserField, words_field
from postmortems.models import Action, Postmortem
from postmortems.models.action import ActionQuerySet
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.permissions import WRITABLE


@dataclass(frozen=True)
class Role:
    """A role on an open post-mortem; its holder is changed in the document, at `address`."""

    postmortem: Postmortem
    label: str
    address: str


@dataclass
class Departure:
    person: User
    form: "HandOverForm"
    actions: list[Action] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)


class HandOverForm(forms.Form):
    """All open actions of one person who has left, to one who is here."""

    person = forms.ModelChoiceField(User.objects.filter(is_active=False), widget=forms.HiddenInput)
    to = ActiveUserField(label="New owner of all of them")
    note = words_field("Note to the new owner", required=False)

    def __init__(self, data: Any = None, *, person: int | None = None) -> None:
        super().__init__(data, initial={"person": person}, auto_id=f"departed-{person}-%s")

    def carry_out(self, actions: ActionQuerySet, *, by: User, at: datetime) -> str:
        """What is to be told. Raises Refused with all reasons, then nothing is handed over."""
        theirs = actions.owned_by(self.cleaned_data["person"])
        to = self.cleaned_data["to"]
        count = theirs.hand_over(to, self.cleaned_data["note"], by=by, at=at)
        return f"{to} owns {count} more action{'' if count == 1 else 's'} now."


def orphans(team: Team, readable: PostmortemQuerySet) -> ActionQuerySet:
    """Open actions in the team's post-mortems whose owner has left."""
    kept = readable.filter(team=team).exclude(status__in=ENDED)
    found = Action.objects.written().unfinished().filter(owner__is_active=False)
    return found.filter(postmortem__in=kept.values("pk"))


def departures(
    team: Team, readable: PostmortemQuerySet, *, posted: HandOverForm | None = None
) -> list[Departure]:
    """By name; `posted` is the form that was refused, shown again with its words."""
    found: dict[int, Departure] = {}

    def of(person: User) -> Departure:
        is_posted = posted is not None and posted.data.get("person") == str(person.pk)
        form = posted if posted and is_posted else HandOverForm(person=person.pk)
        return found.setdefault(person.pk, Departure(person, form))

    held = orphans(team, readable).select_related("owner", "postmortem")
    for action in held.order_by(F("due_on").asc(nulls_last=True), "id"):
        if action.owner:
            of(action.owner).actions.append(action)
    for person, role in _roles(readable.filter(team=team, status__in=WRITABLE)):
        of(person).roles.append(role)
    return sorted(found.values(), key=lambda departure: str(departure.person))


def _roles(postmortems: PostmortemQuerySet) -> Iterator[tuple[User, Role]]:
    gone = [Q(**{f"{role}__is_active": False}) for role in SignOffRole]
    for postmortem in postmortems.with_people().filter(gone[0] | gone[1] | gone[2]):
        for role, person in postmortem.role_holders.items():
            if person and not person.is_active:
                address = f"{postmortem.get_absolute_url()}#answer-{role}"
                yield person, Role(postmortem, role.label, address)
