"""The board of actions: whose, and grouped by what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from postmortems.deadlines import due_words
from postmortems.forms.promises import CSS
from postmortems.models import Action
from postmortems.models.action import FINISHED, ActionQuerySet
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.moves import moves_from, reasons_against_changing

TABS = {"mine": "Mine", "team": "My teams", "overdue": "Overdue", "all": "All"}
GROUPS = {"owner": "By owner", "week": "By due week", "team": "By team"}


@dataclass(frozen=True)
class ActionLine:
    """An action in a list; `is_movable` by the person who looks at it."""

    action: Action
    due: str
    is_late: bool
    can_read: bool
    is_movable: bool

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The status it has, and those it can get; with dots where more must be said."""
        stage = self.action.stage
        dots = {move.to: " …" if move.asks else "" for move in moves_from(stage)}
        return [(each.value, each.label + dots.get(each, "")) for each in (stage, *dots)]

    @property
    def is_postponable(self) -> bool:
        return self.is_movable and not self.action.is_finished

    @property
    def css(self) -> str:
        return CSS.get(self.action.stage, "")


@dataclass(frozen=True)
class Tally:
    """What a person owes and has done, as far as the one who looks may see it."""

    unfinished: int
    overdue: int
    finished: int
    slips: int


@dataclass(frozen=True)
class Board:
    """The address of a view on the actions, taken apart."""

    user: User
    on: date
    tab: str = "mine"
    group: str = "owner"
    is_finished_shown: bool = False
    owner: User | None = None

    @classmethod
    def of(cls, query: QueryDict, user: User, *, owner: User | None, on: date) -> Self:
        """With `owner`, all that this one person owes."""
        tab, group = query.get("tab", ""), query.get("group", "")
        tab = "all" if owner else (tab if tab in TABS else "mine")
        usual = "week" if owner or tab == "mine" else "owner"
        is_finished_shown = bool(query.get("finished"))
        return cls(user, on, tab, group if group in GROUPS else usual, is_finished_shown, owner)

    @property
    def query(self) -> str:
        """The query string of this view."""
        return self.query_with()

    def query_with(self, **changed: str) -> str:
        whose = {"owner": str(self.owner.pk)} if self.owner else {"tab": self.tab}
        finished = {"finished": "1"} if self.is_finished_shown else {}
        parts = whose | {"group": self.group} | finished | changed
        return "?" + urlencode({key: value for key, value in parts.items() if value})

    @property
    def address(self) -> str:
        return reverse("postmortems:actions") + self.query

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """Address, words, whether it is this one."""
        query = urlencode({"group": self.group})
        return [(f"?tab={key}&{query}", label, key == self.tab) for key, label in TABS.items()]

    @property
    def groupings(self) -> list[tuple[str, str, bool]]:
        return [
            (self.query_with(group=key), label, key == self.group)
            for key, label in GROUPS.items()
            if not (self.owner and key == "owner")
        ]

    @property
    def with_finished(self) -> str:
        """The query string of the same with finished actions, or without them again."""
        return self.query_with(finished="" if self.is_finished_shown else "1")

    def found(self) -> ActionQuerySet:
        """What the person may see: of documents they read, and their own of any other."""
        found = self._whose()
        if not self.is_finished_shown:
            found = found.unfinished()
        match self.tab:
            case "team":
                found = found.filter(postmortem__team__memberships__user=self.user)
            case "overdue":
                found = found.overdue(on=self.on)
        order = {
            "owner": ["owner__full_name", "owner_name"],
            "week": [],
            "team": ["postmortem__team__name"],
        }[self.group]
        return found.select_related("owner", "postmortem__team").order_by(
            *order, F("due_on").asc(nulls_last=True), "id"
        )

    def _whose(self) -> ActionQuerySet:
        if self.tab == "mine":  # Who owns an action sees it: there is no document to look at.
            return Action.objects.written().owned_by(self.user)
        visible = Action.objects.written().visible_to(self.user)
        return visible.owned_by(self.owner) if self.owner else visible

    def tally(self) -> Tally:
        is_open = ~Q(status__in=FINISHED)
        return Tally(
            **self._whose().aggregate(
                unfinished=Count("pk", filter=is_open),
                overdue=Count("pk", filter=is_open & Q(due_on__lt=self.on)),
                finished=Count("pk", filter=~is_open),
                slips=Coalesce(Sum("slips"), 0),
            )
        )

    def groups(
        self, actions: Iterable[Action], readable: PostmortemQuerySet
    ) -> list[tuple[str, list[ActionLine]]]:
        """The page's actions under their headings."""
        found = list(actions)
        seen = readable.filter(pk__in={action.postmortem_id for action in found}).only("pk")
        roles = {each.pk: each.role_here for each in seen}
        shown = [self._line(action, roles) for action in found]
        return [(name, list(part)) for name, part in groupby(shown, key=self._heading)]

    def _line(self, action: Action, roles: Mapping[int, str | None]) -> ActionLine:
        """`roles` of the person in the team of each post-mortem that they read."""
        action.postmortem.role_here = roles.get(action.postmortem_id)
        return ActionLine(
            action,
            due_words(action.due_on, on=self.on),
            action.days_late(on=self.on) > 0,
            action.postmortem_id in roles,
            not reasons_against_changing(action, by=self.user),
        )

    def _heading(self, line: ActionLine) -> str:
        action = line.action
        match self.group:
            case "owner":
                return str(action.owner) if action.owner else action.owner_name or "No owner"
            case "team":
                return action.postmortem.team.name
        return week_words(action.due_on, on=self.on)


def week_words(due: date | None, *, on: date) -> str:
    if due is None:
        return "No date"
    if due < on:
        return "Overdue"
    monday = due - timedelta(days=due.weekday())
    return "This week" if monday <= on else f"Week of {monday:%-d %b %Y}"
