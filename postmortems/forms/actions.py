"""The board of actions: whose, and grouped by what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Self
from urllib.parse import urlencode

from django.db.models import F, Q
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from postmortems.choices import ActionStatus
from postmortems.document import TABLES, actions_key
from postmortems.editing import Edit
from postmortems.forms.work import due_words
from postmortems.models import Action
from postmortems.models.action import ActionQuerySet
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.permissions import may_write

TABS = {"mine": "Mine", "team": "My teams", "overdue": "Overdue", "all": "All"}
GROUPS = {"owner": "By owner", "week": "By due week", "team": "By team"}


@dataclass(frozen=True)
class ActionLine:
    action: Action
    due: str
    is_late: bool
    can_read: bool
    can_write: bool

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """What may be chosen: nothing where the person may only look, or the kind has no status."""
        table = TABLES[actions_key(self.action.kind)]
        return ActionStatus.choices if self.can_write and "status" in table.fields else []

    @property
    def status(self) -> str:
        return self.action.get_status_display() or ActionStatus.NOT_STARTED.label

    @property
    def css(self) -> str:
        return {
            ActionStatus.DONE: "ok",
            ActionStatus.IN_PROGRESS: "info",
            ActionStatus.BLOCKED: "warn",
        }.get(ActionStatus(self.action.status or ActionStatus.NOT_STARTED), "")


@dataclass(frozen=True)
class Board:
    """The address of a view on the actions, taken apart."""

    user: User
    on: date
    tab: str = "mine"
    group: str = "owner"
    is_finished_shown: bool = False

    @classmethod
    def of(cls, query: QueryDict, user: User, *, on: date) -> Self:
        tab, group = query.get("tab", ""), query.get("group", "")
        return cls(
            user,
            on,
            tab if tab in TABS else "mine",
            group if group in GROUPS else ("week" if tab in ("", "mine") else "owner"),
            bool(query.get("finished")),
        )

    @property
    def query(self) -> str:
        """The query string of this view."""
        finished = {"finished": "1"} if self.is_finished_shown else {}
        return "?" + urlencode({"tab": self.tab, "group": self.group} | finished)

    @property
    def address(self) -> str:
        return reverse("postmortems:actions") + self.query

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key == self.tab) for key, label in TABS.items()]

    @property
    def groupings(self) -> list[tuple[str, str, bool]]:
        return [(key, label, key == self.group) for key, label in GROUPS.items()]

    def found(self, readable: PostmortemQuerySet) -> ActionQuerySet:
        """What the person may see: of documents they read, and their own of any other."""
        found = Action.objects.written().filter(
            Q(postmortem__in=readable.values("pk")) | Q(owner=self.user)
        )
        if not self.is_finished_shown:
            found = found.unfinished()
        match self.tab:
            case "mine":
                found = found.owned_by(self.user)
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

    def groups(
        self, actions: Iterable[Action], readable: PostmortemQuerySet
    ) -> list[tuple[str, list[ActionLine]]]:
        """The page's actions under their headings."""
        found = list(actions)
        ids = [action.postmortem_id for action in found]
        seen = readable.filter(pk__in=ids).only("status", "visibility", "locked_at_seq")
        can_write = {each.pk: may_write(each) for each in seen}
        shown = [
            ActionLine(
                action,
                due_words(action.due_on, on=self.on),
                action.days_late(on=self.on) > 0,
                action.postmortem_id in can_write,
                can_write.get(action.postmortem_id, False),
            )
            for action in found
        ]
        return [(name, list(part)) for name, part in groupby(shown, key=self._heading)]

    def _heading(self, line: ActionLine) -> str:
        action = line.action
        match self.group:
            case "owner":
                return str(action.owner) if action.owner else action.owner_name or "No owner"
            case "team":
                return action.postmortem.team.name
        return week_words(action.due_on, on=self.on)


def status_edit(action: Action, post: Mapping[str, str], *, base: int) -> Edit:
    """The edit that sets the status that was posted, unless somebody else set another."""
    operation = {"set": post.get("status", ""), "was": post.get("was", "")}
    target = f"row:{actions_key(action.kind)}:{action.uid}:status"
    return Edit(target, operation, base=base, asks=True)


def week_words(due: date | None, *, on: date) -> str:
    if due is None:
        return "No date"
    if due < on:
        return "Overdue"
    monday = due - timedelta(days=due.weekday())
    return "This week" if monday <= on else f"Week of {monday:%-d %b %Y}"
