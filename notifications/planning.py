"""Keeps the rows of what is owed as the documents have it now; nothing is scheduled ahead."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import Email, Notice, Plan
from notifications.models.email import EmailState
from notifications.models.notice import TOLD, NoticeState
from notifications.situation import Situation
from notifications.weeks import plan_weeks
from postmortems.models import Postmortem

MOST_AT_ONCE = 500

logger = logging.getLogger(__name__)

Key = tuple[str, str, int, datetime]


@dataclass(frozen=True)
class Owed:
    """One notice to one person; `name` says which of its series."""

    kind: str
    subject: str
    recipient: User
    due_at: datetime
    name: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> Key:
        return self.kind, self.subject, self.recipient.pk, self.due_at


def owed(situation: Situation, *, now: datetime) -> list[Owed]:
    """Of each series the last notice up to now and the next one: what is true, not what was said.

    Nothing for people who have left or who may not read the document, but what they own themselves.
    """
    found: dict[Key, Owed] = {}
    for kind in KINDS.values():
        for series in kind.schedule(situation) if kind.schedule else ():
            person = series.recipient
            if not person.is_active or not (series.is_own or person.pk in situation.readers):
                continue
            for each in series.around(now):
                one = Owed(kind.key, series.subject, person, each.due_at, each.name, series.facts)
                found.setdefault(one.key, one)
    return list(found.values())


def situation_of(postmortem_id: int, *, since: datetime | None = None) -> Situation:
    """As it stands; notices from before the plan's `since` are not owed."""
    postmortem = Postmortem.objects.with_people().get(pk=postmortem_id)
    if since is None:
        plan_of_it = Plan.objects.filter(postmortem=postmortem).first()
        since = plan_of_it.since if plan_of_it else postmortem.opened_at
    return Situation.of(postmortem, since=since)


@transaction.atomic
def plan(postmortem: Postmortem, *, now: datetime, is_repeated: bool = False) -> None:
    """Cancel what is no longer owed, add what is, and revive what is owed again.

    The post-mortem is locked, so that two of its verbs cannot plan across each other. With
    `is_repeated` it is planned once more at the next sweep: a verb may save after it has recorded.
    """
    Postmortem.objects.select_for_update(of=("self",)).only("pk").get(pk=postmortem.pk)
    progress, _ = Plan.objects.get_or_create(
        postmortem_id=postmortem.pk, defaults={"since": now, "planned_at": now}
    )
    situation = situation_of(postmortem.pk, since=progress.since)
    true = owed(situation, now=now)
    _adjust(situation.postmortem, true, now=now)
    upcoming = min((each.due_at for each in true if each.due_at > now), default=None)
    progress.next_at = now if is_repeated else upcoming
    progress.seq, progress.planned_at = situation.postmortem.seq, now
    newest = postmortem.activities.aggregate(newest=Max("pk"))["newest"]
    progress.activity = newest or 0
    progress.save(update_fields=["seq", "activity", "planned_at", "next_at"])


def _adjust(postmortem: Postmortem, true: list[Owed], *, now: datetime) -> None:
    wanted = {each.key for each in true}
    _withdraw(postmortem, wanted, now=now)
    rows = list(Notice.objects.filter(postmortem=postmortem, kind__in=KINDS))
    gone = [row.pk for row in rows if row.state == NoticeState.PENDING and row.key not in wanted]
    Notice.objects.filter(pk__in=gone, state=NoticeState.PENDING).update(
        state=NoticeState.CANCELLED, settled_at=now
    )
    due = unsettled(true, rows)
    there = {row.key: row for row in rows}
    back = [there[each.key].pk for each in due if each.key in there]
    Notice.objects.filter(pk__in=back, state=NoticeState.CANCELLED).update(
        state=NoticeState.PENDING, settled_at=None
    )
    Notice.objects.bulk_create(
        [_row(each, postmortem, now=now) for each in due if each.key not in there],
        ignore_conflicts=True,
    )


def unsettled(true: Iterable[Owed], rows: Iterable[Notice]) -> list[Owed]:
    """What was not said yet: neither under this name, nor by a later notice of the series."""
    said: set[tuple[str, str, int, str]] = set()
    last: dict[tuple[str, str, int], datetime] = {}
    for row in rows:
        if row.state in TOLD:
            series = (row.kind, row.subject, row.recipient_id)
            said.add((*series, row.facts.get("name", "")))
            last[series] = max(row.due_at, last.get(series, row.due_at))
    return [
        each
        for each in true
        if (*each.key[:3], each.name) not in said
        and not ((at := last.get(each.key[:3])) and each.due_at <= at)
    ]


def _row(each: Owed, postmortem: Postmortem, *, now: datetime) -> Notice:
    return Notice(
        kind=each.kind,
        recipient=each.recipient,
        postmortem=postmortem,
        subject=each.subject,
        due_at=each.due_at,
        facts={"name": each.name} | each.facts,
        created_at=now,
    )


def _withdraw(postmortem: Postmortem, wanted: set[Key], *, now: datetime) -> None:
    """Take back the mails that nobody has tried to send yet and that are no longer true.

    What else stands in them is owed again. Asked anew: a mail may have been written meanwhile.
    """
    composed = Notice.objects.filter(
        postmortem=postmortem, email__state=EmailState.PENDING, email__attempts=0
    )
    untrue = {row.email_id for row in composed if row.email_id and row.key not in wanted}
    unsent = Email.objects.filter(state=EmailState.PENDING, attempts=0).select_for_update()
    for email in unsent.filter(pk__in=untrue).order_by("pk"):
        email.notices.update(state=NoticeState.PENDING, email=None, settled_at=None)
        # Not kept as cancelled: the same notices, owed again, make a mail under the same key.
        email.delete()


def plan_due(*, now: datetime) -> None:
    """Plan every post-mortem that was changed since, and the weekly digests."""
    unplanned = Postmortem.objects.filter(plan=None).values_list("pk", flat=True)
    outdated = Plan.objects.outdated(now=now).order_by("next_at", "planned_at")
    changed = [*unplanned[:MOST_AT_ONCE], *outdated.values_list("pk", flat=True)[:MOST_AT_ONCE]]
    for postmortem in Postmortem.objects.filter(pk__in=changed).only("pk").order_by("pk"):
        try:
            plan(postmortem, now=now)
        except Exception:
            # One document must not keep everybody else's notices back.
            logger.exception("Post-mortem %s could not be planned", postmortem.pk)
    plan_weeks(now=now)
