"""The weekly digest: to everyone who has something open, on Mondays at nine."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from notifications.hours import morning, next_monday
from notifications.models import Notice
from notifications.models.notice import NoticeState
from postmortems.choices import ENDED, Decision, Status
from postmortems.models import Action, Check, Postmortem, Signature
from postmortems.models.action import ActionQuerySet

KIND = SUBJECT = "week"


def open_actions() -> ActionQuerySet:
    return Action.objects.written().unfinished().exclude(postmortem__status__in=ENDED)


def to_write(person: Any) -> QuerySet[Postmortem]:
    """Drafts that the person leads; `person` may be an outer reference."""
    leads = Q(postmortem_lead=person) | Q(incident_lead=person)
    return Postmortem.objects.filter(leads, status=Status.DRAFT)


def to_sign(person: Any) -> QuerySet[Postmortem]:
    """In review, the person named, and no approval of theirs as yet."""
    named = Q(postmortem_lead=person) | Q(incident_lead=person) | Q(engineering_manager=person)
    approvals = Signature.objects.current().filter(decision=Decision.APPROVED)
    approved = approvals.filter(postmortem=OuterRef("pk"), person_id=person)
    return Postmortem.objects.filter(named, ~Exists(approved), status=Status.IN_REVIEW)


def to_answer(person: Any) -> QuerySet[Check]:
    signed = Check.objects.unanswered().filter(postmortem__status=Status.SIGNED_OFF)
    return signed.filter(postmortem__postmortem_lead=person)


def people_with_something_open() -> QuerySet[User]:
    me = OuterRef("pk")
    return User.objects.active().filter(
        Exists(open_actions().filter(owner=me))
        | Exists(to_write(me))
        | Exists(to_sign(OuterRef("pk")))
        | Exists(to_answer(me))
    )


def has_something_open(person: User) -> bool:
    return people_with_something_open().filter(pk=person.pk).exists()


def plan_weeks(*, now: datetime) -> None:
    """A notice to everyone with something open for the Monday to come, in their time zone."""
    rows = Notice.objects.filter(kind=KIND, due_at__gt=now - timedelta(days=8))
    there = {(row.recipient_id, row.facts.get("name")): row for row in rows}
    wanted = {}
    for person in people_with_something_open().only("pk", "time_zone"):
        monday = next_monday(now, person.time_zone)
        wanted[person.pk, monday.isoformat()] = morning(monday, person.time_zone)
    moved = [
        row.pk
        for key, row in there.items()
        if row.due_at > now and row.state == NoticeState.PENDING and wanted.get(key) != row.due_at
    ]
    rows.filter(pk__in=moved, state=NoticeState.PENDING).update(
        state=NoticeState.CANCELLED, settled_at=now
    )
    _add(wanted, there.values(), now=now)


def _add(wanted: dict[tuple[int, str], datetime], rows: Iterable[Notice], *, now: datetime) -> None:
    there = {(row.recipient_id, row.due_at): row for row in rows}
    settled = {
        (row.recipient_id, row.facts.get("name"))
        for row in rows
        if row.state not in (NoticeState.PENDING, NoticeState.CANCELLED)
    }
    due = {key: at for key, at in wanted.items() if key not in settled}
    back = [row.pk for (who, _), at in due.items() if (row := there.get((who, at)))]
    Notice.objects.filter(pk__in=back, state=NoticeState.CANCELLED).update(
        state=NoticeState.PENDING, settled_at=None
    )
    Notice.objects.bulk_create(
        [
            Notice(
                kind=KIND,
                recipient_id=who,
                subject=SUBJECT,
                due_at=at,
                facts={"name": name},
                created_at=now,
            )
            for (who, name), at in due.items()
            if (who, at) not in there
        ],
        ignore_conflicts=True,
    )
