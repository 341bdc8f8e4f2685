"""Turns what is owed into mails: at the person's hours, what belongs together in one."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from notifications import outbox
from notifications.kinds import KINDS
from notifications.messages import ACTIONS, DIGEST, WEEK, words_of, write
from notifications.models import Email, Notice, Preference
from notifications.models.notice import NoticeState
from notifications.planning import owed, situation_of
from notifications.schedules import GATHERED_OVER
from notifications.weeks import has_something_open

MOST_MAILS = 3
MOST_AN_HOUR = 5
HOUR = timedelta(hours=1)
LATE = timedelta(hours=24)
STALE = timedelta(days=14)
TOGETHER = {"action_due": ACTIONS, "action_overdue": ACTIONS, "action_assigned": "action_assigned"}

logger = logging.getLogger(__name__)

Batch = tuple[str, list[Notice]]


def compose_due(*, now: datetime) -> int:
    """Write the mails that are due; how many. Each person's in a transaction of their own."""
    waiting = Notice.objects.filter(state=NoticeState.PENDING, due_at__lte=now)
    made = 0
    for pk in waiting.order_by("recipient").values_list("recipient", flat=True).distinct():
        try:
            made += _compose_for(pk, now=now)
        except Exception:
            # A mail that cannot be written must not keep everybody else's back.
            logger.exception("The mails to person %s could not be written", pk)
    return made


@transaction.atomic
def _compose_for(pk: int, *, now: datetime) -> int:
    # Whoever else writes to this person now has the row; two of us would make two mails.
    locked = User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    person = locked.filter(pk=pk).first()
    if person is None:
        return 0
    ready = _ready(person, now=now)
    true = _settle_untrue(ready, person, now=now)
    mailed = _settle_muted(true, person, now=now)
    batches = _batches(mailed, now=now)
    if not batches or not _fits(person, batches, now=now):
        return 0
    for kind, notices in batches:
        _put(kind, notices, person, now=now)
    return len(batches)


def _ready(person: User, *, now: datetime) -> list[Notice]:
    """What may go out now; of gathered kinds also what was assigned in the last ten minutes."""
    pending = Notice.objects.filter(recipient=person, state=NoticeState.PENDING)
    rows = list(
        pending.filter(due_at__lte=now + GATHERED_OVER)
        .select_related("postmortem")
        .select_for_update(of=("self",))
        .order_by("due_at", "kind", "subject")
    )
    zone = person.time_zone
    ready = [row for row in rows if row.due_at <= now and goes_at(row, zone, since=now) <= now]
    gathering = {row.kind for row in ready if KINDS[row.kind].is_gathered}
    return ready + [row for row in rows if row.due_at > now and row.kind in gathering]


def goes_at(notice: Notice, time_zone: str, *, since: datetime) -> datetime:
    """When its mail may go out, from `since` on: a worker that was off does not ring at night."""
    kind, moment = KINDS[notice.kind], max(notice.due_at, since)
    return kind.goes_at(moment, postmortem=notice.postmortem, zone=time_zone)


def _settle_untrue(rows: Sequence[Notice], person: User, *, now: datetime) -> list[Notice]:
    """What still holds; the rest is cancelled. Asked of the documents as they are at this moment."""
    documents = {row.postmortem_id for row in rows if row.postmortem_id}
    true = {
        each.key
        for pk in sorted(documents)
        for each in owed(situation_of(pk), now=now)
        if each.recipient.pk == person.pk
    }
    if person.is_active and any(row.kind == WEEK for row in rows) and has_something_open(person):
        true |= {max((row for row in rows if row.kind == WEEK), key=lambda row: row.due_at).key}
    holding = [row for row in rows if row.key in true]
    _settle([row for row in rows if row.key not in true], NoticeState.CANCELLED, now=now)
    return holding


def _settle(rows: Iterable[Notice], state: NoticeState, *, now: datetime) -> None:
    for row in rows:
        row.state, row.settled_at = state, now
        row.save(update_fields=["state", "settled_at", "email", "facts"])


def _settle_muted(rows: Sequence[Notice], person: User, *, now: datetime) -> list[Notice]:
    """What goes out by mail; what the person wants in the inbox only is there from now on."""
    muted = muted_kinds(person) if rows else set()
    silent = [row for row in rows if row.kind in muted]
    for row in silent:
        row.facts["words"] = words_of(row, person, now=now)
    _settle(silent, NoticeState.SHOWN, now=now)
    return [row for row in rows if row.kind not in muted]


def muted_kinds(person: User) -> set[str]:
    kinds = Preference.objects.muted().filter(person=person).values_list("kind", flat=True)
    return {kind for kind in kinds if kind in KINDS and KINDS[kind].is_optional}


def _batches(rows: Sequence[Notice], *, now: datetime) -> list[Batch]:
    """Which notices make which mail: many, or late ones, make one of them all."""
    is_week = any(row.kind == WEEK for row in rows)
    batches: dict[str, list[Notice]] = {}
    for row in rows:
        kind = TOGETHER.get(row.kind, row.kind)
        # The week's digest lists every open action anyway.
        is_in_week = is_week and (kind == ACTIONS or row.kind == WEEK)
        alone = kind if kind in TOGETHER.values() else f"{kind}:{row.pk}"
        batches.setdefault(WEEK if is_in_week else alone, []).append(row)
    mails = [(key.partition(":")[0], notices) for key, notices in batches.items()]
    is_late = any(_lateness(row, now=now) > LATE for row in rows)
    is_stale = any(_is_stale(row, now=now) for row in rows)
    if len(mails) > MOST_MAILS or is_stale or (is_late and len(mails) > 1):
        return [(DIGEST, list(rows))]
    return mails


def _lateness(row: Notice, *, now: datetime) -> timedelta:
    """How long it could have been sent. What became owed only now is not late."""
    return now - max(goes_at(row, row.recipient.time_zone, since=row.due_at), row.created_at)


def _is_stale(row: Notice, *, now: datetime) -> bool:
    """Too old for a mail of its own. The week's digest says what is open on the day it goes."""
    return row.kind != WEEK and now - max(row.due_at, row.created_at) > STALE


def _fits(person: User, batches: Sequence[Batch], *, now: datetime) -> bool:
    """Whether these make no more than five mails within the hour; else they join the next."""
    return _sent_lately(person, now=now) + len(batches) <= MOST_AN_HOUR


def _sent_lately(person: User, *, now: datetime) -> int:
    lately = Email.objects.filter(to_user=person, created_at__gt=now - HOUR, notices__isnull=False)
    return lately.distinct().count()


def _put(kind: str, notices: list[Notice], person: User, *, now: datetime) -> None:
    message = write(kind, notices, person, now=now)
    for row in notices:
        row.facts["words"] = message.words[row.pk]
    stale = [row for row in notices if _is_stale(row, now=now)]
    email = outbox.put(
        to=person,
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=message.headers,
        key=" ".join([str(person.pk), *sorted(str(row.pk) for row in notices)]),
        at=now,
    )
    fresh = [row for row in notices if row not in stale]
    for row in fresh:
        row.email = email
    _settle(fresh, NoticeState.COMPOSED, now=now)
    _settle(stale, NoticeState.STALE, now=now)


def next_due_at(*, now: datetime) -> datetime | None:
    """The next moment at which any notice goes out, as it is planned now; None if none is.

    Plan first: what was changed since is not known here.
    """
    best = None
    pending = Notice.objects.filter(state=NoticeState.PENDING, recipient__is_active=True)
    rows = pending.select_related("recipient", "postmortem").order_by("due_at")
    muted = set(Preference.objects.muted().values_list("person", "kind"))
    for row in rows.iterator(chunk_size=200):
        if best and row.due_at >= best:
            break
        if KINDS[row.kind].is_optional and (row.recipient_id, row.kind) in muted:
            continue
        moment = goes_at(row, row.recipient.time_zone, since=now)
        best = min(best, moment) if best else moment
    return best
