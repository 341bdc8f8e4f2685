"""What the register shows: its filters, its order, and a line for each post-mortem."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from accounts.models import User
from postmortems.choices import Severity, Status
from postmortems.deadlines import SUBMISSION_LIMIT, Clock, submission_clock
from postmortems.models import Action, Check, Postmortem
from postmortems.models.action import FINISHED
from postmortems.models.postmortem_set import PostmortemQuerySet

LONG_TEXTS = ("impact_summary", "severity_detail", "duration_as_written", "unplaced")
OPEN = (Status.DRAFT, Status.IN_REVIEW)
SORTS = {
    "newest": "opened_at",
    "incident": "incident_id",
    "title": "title",
    "severity": "severity",
    "status": "status",
    "deadline": "resolved_at",
    "complete": "completion",
}


@dataclass(frozen=True)
class Filters:
    """The address of a view on the register, taken apart; unknown words mean nothing."""

    q: str = ""
    team: str = ""
    severity: str = ""
    status: str = ""
    show: str = "open"
    sort: str = "newest"
    is_reversed: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        sort = query.get("sort", "").removeprefix("-")
        show = query.get("show", "")
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:200],
            team=query.get("team", "")[:60],
            severity=query.get("severity", "") if query.get("severity") in Severity else "",
            status=query.get("status", "") if query.get("status") in Status else "",
            show=show if show in QUICK else ("all" if query.get("q") else "open"),
            sort=sort if sort in SORTS else "newest",
            is_reversed=query.get("sort", "").startswith("-"),
        )

    @property
    def address(self) -> str:
        """The query string of this view."""
        parts = {
            "show": self.show,
            "q": self.q,
            "team": self.team,
            "severity": self.severity,
            "status": self.status,
            "sort": ("-" if self.is_reversed else "") + self.sort,
        }
        return "?" + urlencode({key: value for key, value in parts.items() if value})

    def apply(self, found: PostmortemQuerySet, *, user: User, now: datetime) -> PostmortemQuerySet:
        found = QUICK[self.show].of(found, user, now)
        if self.q:
            found = found.filter(
                Q(incident_id__icontains=self.q)
                | Q(title__icontains=self.q)
                | Q(impact_summary__icontains=self.q)
            )
        given = {
            "team__slug": self.team,
            "severity": self.severity,
            "status": self.status,
        }
        found = found.filter(**{key: value for key, value in given.items() if value})
        return found.defer(*LONG_TEXTS).order_by(self._order(), "-id")

    def _order(self) -> OrderBy:
        column = F(SORTS[self.sort])
        is_descending = (self.sort == "newest") != self.is_reversed
        return column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)

    def quick(self, found: PostmortemQuerySet, *, user: User, now: datetime) -> list["QuickLink"]:
        """The quick filters with their counts, in one query."""
        counts = found.aggregate(
            **{key: Count("pk", filter=each.condition(user, now)) for key, each in QUICK.items()}
        )
        return [
            QuickLink(
                QUICK[key].label, count, replace(self, show=key).address, is_on=key == self.show
            )
            for key, count in counts.items()
        ]

    @property
    def columns(self) -> list["Heading"]:
        """The headings that sort, each with the address that sorts by it."""
        return [
            Heading(
                label,
                sort,
                replace(
                    self, sort=sort, is_reversed=self.sort == sort and not self.is_reversed
                ).address,
                self._direction(sort),
            )
            for label, sort in HEADINGS
        ]

    def _direction(self, sort: str) -> str:
        """The word for aria-sort."""
        if sort != self.sort:
            return "none"
        return "descending" if (sort == "newest") != self.is_reversed else "ascending"


HEADINGS = (
    ("Incident", "incident"),
    ("Title", "title"),
    ("Severity", "severity"),
    ("Status", "status"),
    ("48-hour deadline", "deadline"),
    ("Lead", ""),
    ("Complete", "complete"),
    ("Actions", ""),
    ("Next check", ""),
)


@dataclass(frozen=True)
class Heading:
    label: str
    sort: str
    address: str
    direction: str


@dataclass(frozen=True)
class QuickLink:
    label: str
    count: int
    address: str
    is_on: bool


@dataclass(frozen=True)
class Quick:
    """A filter that is one click away."""

    label: str
    name: str

    def condition(self, user: User, now: datetime) -> Q:
        match self.name:
            case "open":
                return Q(status__in=OPEN)
            case "overdue":
                is_waiting = Q(status=Status.DRAFT, submitted_at=None, waived_at=None)
                return is_waiting & Q(resolved_at__lt=now - SUBMISSION_LIMIT)
            case "mine":
                return Q(incident_lead=user) | Q(postmortem_lead=user) | Q(engineering_manager=user)
        return Q()

    def of(self, found: PostmortemQuerySet, user: User, now: datetime) -> PostmortemQuerySet:
        return found.filter(self.condition(user, now))


QUICK = {
    "open": Quick("Open", "open"),
    "all": Quick("All", "all"),
    "overdue": Quick("Overdue", "overdue"),
    "mine": Quick("Mine", "mine"),
}


@dataclass(frozen=True)
class Line:
    """A post-mortem in a list: its clock, its actions, its next check."""

    postmortem: Postmortem
    clock: Clock | None
    done: int
    actions: int
    next_check: date | None
    is_mine: bool

    @property
    def is_unsigned(self) -> bool:
        """Whether its checks are still to be planned."""
        return self.postmortem.status in OPEN

    @property
    def lead(self) -> User | None:
        return self.postmortem.postmortem_lead or self.postmortem.incident_lead


def lines(postmortems: Iterable[Postmortem], *, user: User, now: datetime) -> list[Line]:
    """The lines of these post-mortems, with three queries whatever their number."""
    found = _with_leads(postmortems)
    ids = [each.pk for each in found]
    counted = (
        Action.objects.written()
        .filter(postmortem__in=ids)
        .values("postmortem")
        .annotate(actions=Count("pk"), done=Count("pk", filter=Q(status__in=FINISHED)))
        .order_by()
    )
    actions = {each["postmortem"]: (each["done"], each["actions"]) for each in counted}
    checks = _next_checks(ids)
    return [
        _line(each, actions.get(each.pk, (0, 0)), checks.get(each.pk), user=user, now=now)
        for each in found
    ]


def _with_leads(postmortems: Iterable[Postmortem]) -> list[Postmortem]:
    found = list(postmortems)
    ids = {each.postmortem_lead_id for each in found} | {each.incident_lead_id for each in found}
    people = User.objects.in_bulk([pk for pk in ids if pk])
    for each in found:
        each.postmortem_lead = people.get(each.postmortem_lead_id or 0)
        each.incident_lead = people.get(each.incident_lead_id or 0)
    return found


def _next_checks(ids: list[int]) -> dict[int, date]:
    """The day of the next check that nobody has answered, by post-mortem."""
    planned = (
        Check.objects.unanswered()
        .filter(postmortem__in=ids)
        .values_list("postmortem")
        .annotate(day=Min("planned_on"))
        .order_by()
    )
    return dict(planned)


def _line(
    postmortem: Postmortem,
    actions: tuple[int, int],
    next_check: date | None,
    *,
    user: User,
    now: datetime,
) -> Line:
    done, total = actions
    is_asked = postmortem.status != Status.NOT_REQUIRED
    lead = postmortem.postmortem_lead_id or postmortem.incident_lead_id
    return Line(
        postmortem,
        submission_clock(postmortem, now=now) if is_asked else None,
        done,
        total,
        next_check,
        lead == user.pk,
    )
