"""When each notice is owed: domain.md section 4 as functions of what is true.

A schedule is asked for all its series and saves nothing; days are the recipient's, at nine.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice

from accounts.models import User
from notifications.escalation import steps
from notifications.hours import DAY, morning, mornings, working_mornings
from notifications.recipients import LEADS, concerned, holders
from notifications.series import Occurrence, Series
from notifications.situation import Situation
from postmortems.choices import ActionKind, ActivityKind, SignOffRole, Status
from postmortems.deadlines import local_day, local_moment
from postmortems.models import Action, Activity, Check, Signature

Schedule = Callable[[Situation], Iterable[Series]]

BEFORE_DEADLINE = (timedelta(hours=24), timedelta(hours=4))
DAILY_FOR = 5
WEEK = timedelta(weeks=1)
ASKED_EVERY = 2
SETTLES_AFTER = timedelta(minutes=10)
GATHERED_OVER = timedelta(minutes=10)
CHECKED_EVERY = timedelta(days=3)
DUE_SOON = (timedelta(days=2), timedelta())
DUE_SOON_LONG_TERM = (timedelta(days=7), *DUE_SOON)
BEING_WRITTEN = (Status.DRAFT, Status.IN_REVIEW)


def opened(situation: Situation) -> Iterator[Series]:
    """To the three roles as they are named, while it is being written."""
    if situation.postmortem.status not in BEING_WRITTEN:
        return
    for person in holders(situation.postmortem):
        at = situation.named_on(person)
        yield Series(person, situation.subject, [Occurrence(at, "opened")], situation.since)


def deadline_near(situation: Situation) -> Iterator[Series]:
    """A day and four hours before, to both leads."""
    deadline = situation.deadline
    if deadline is None:
        return
    moments = [
        Occurrence(deadline - before, f"{before // timedelta(hours=1)}h:{deadline:%Y-%m-%dT%H}")
        for before in BEFORE_DEADLINE
    ]
    for person in holders(situation.postmortem, LEADS):
        since = situation.named_since(person)
        yield Series(person, situation.subject, moments, since, until=deadline)


def deadline_passed(situation: Situation) -> Iterator[Series]:
    """At once, on the next five days, then weekly, to both leads; to the manager later on."""
    deadline = situation.deadline
    if deadline is None:
        return
    told = [(person, deadline) for person in holders(situation.postmortem, LEADS)]
    for step in steps("deadline_passed"):
        if (person := situation.postmortem.role_holders[step.role]) and person not in dict(told):
            told.append((person, deadline + step.after))
    for person, start in told:
        moments = _days_after(deadline, person.time_zone)
        since = max(situation.named_since(person), start)
        yield Series(person, situation.subject, moments, since)


def _days_after(deadline: datetime, time_zone: str) -> Iterator[Occurrence]:
    first = local_day(deadline, time_zone) + DAY
    daily = islice(mornings(first, time_zone, every=DAY), DAILY_FOR)
    weekly = mornings(first + (DAILY_FOR - 1) * DAY + WEEK, time_zone, every=WEEK)
    yield Occurrence(deadline, f"passed:{deadline:%Y-%m-%dT%H}")
    for day, at in chain(daily, weekly):
        yield Occurrence(at, day.isoformat())


def signoff_requested(situation: Situation) -> Iterator[Series]:
    """At the submission, then every second working day, to who has not signed in any way."""
    submission = situation.last(ActivityKind.SUBMITTED)
    if situation.postmortem.status != Status.IN_REVIEW or submission is None:
        return
    signed = {(signature.role, signature.person_id) for signature in situation.signatures}
    for person, roles in holders(situation.postmortem).items():
        if any((role, person.pk) not in signed for role in roles):
            start = max(submission.at, situation.named_since(person))
            yield _asking(situation, person, start, f"submitted:{submission.pk}")


def signoff_stale(situation: Situation) -> Iterator[Series]:
    """Soon after the text that they signed has changed, then every second working day."""
    if situation.postmortem.status != Status.IN_REVIEW:
        return
    waiting = {series.recipient for series in signoff_requested(situation)}
    for person, stale in _stale(situation).items():
        if person not in waiting:
            start = situation.changed_at[stale.pk] + SETTLES_AFTER
            yield _asking(situation, person, start, f"changed:{stale.pk}")


def _stale(situation: Situation) -> dict[User, Signature]:
    """The last stale signature of each person who still holds the role."""
    holding = situation.postmortem.role_holders
    return {
        signature.person: signature
        for signature in situation.signatures
        if signature.pk in situation.changed_at
        and holding[SignOffRole(signature.role)] == signature.person
    }


def _asking(situation: Situation, person: User, start: datetime, name: str) -> Series:
    later = working_mornings(
        local_day(start, person.time_zone), person.time_zone, every=ASKED_EVERY
    )
    repeats = (Occurrence(at, day.isoformat()) for day, at in later)
    moments = chain([Occurrence(start, name)], repeats)
    return Series(person, situation.subject, moments, situation.since)


def changes_requested(situation: Situation) -> Iterator[Series]:
    """At once, while the request stands."""
    standing = {signature.pk for signature in situation.signatures}
    for activity in situation.activities:
        is_request = activity.kind == ActivityKind.CHANGES_REQUESTED
        if is_request and activity.facts.get("signature") in standing:
            yield from _told(situation, activity)


def signed_off(situation: Situation) -> Iterator[Series]:
    if situation.postmortem.status in (Status.SIGNED_OFF, Status.CLOSED):
        yield from _told(situation, situation.last(ActivityKind.SIGNED_OFF))


def reopened(situation: Situation) -> Iterator[Series]:
    if situation.postmortem.status in BEING_WRITTEN:
        yield from _told(situation, situation.last(ActivityKind.REOPENED))


def _told(situation: Situation, activity: Activity | None) -> Iterator[Series]:
    """At once, to the three roles and the owners of actions."""
    if activity is None:
        return
    moment = Occurrence(activity.at, f"activity:{activity.pk}")
    facts = {"activity": activity.pk}
    for person in concerned(situation.postmortem, situation.actions):
        yield Series(person, situation.subject, [moment], situation.since, facts=facts)


def action_assigned(situation: Situation) -> Iterator[Series]:
    """To the owner, gathered over ten minutes; not to those who took it on themselves."""
    for action, owner, since in _owned(situation):
        if action.assigned_at and action.assigned_by_id != owner.pk:
            at = action.assigned_at + GATHERED_OVER
            moment = Occurrence(at, f"assigned:{action.assigned_at.isoformat()}")
            yield Series(owner, _about(action), [moment], since, is_own=True)


def action_due(situation: Situation) -> Iterator[Series]:
    """Seven days (long-term) and two days before, and on the day, to the owner."""
    for action, owner, since in _owned(situation):
        if action.due_on is None:
            continue
        is_long = action.kind == ActionKind.LONG_TERM
        moments = [
            Occurrence(
                morning(action.due_on - before, owner.time_zone), f"{action.due_on}:{before.days}"
            )
            for before in (DUE_SOON_LONG_TERM if is_long else DUE_SOON)
        ]
        end = local_moment(action.due_on + DAY, datetime.min.time(), owner.time_zone)
        yield Series(owner, _about(action), moments, since, until=end, is_own=True)


def action_overdue(situation: Situation) -> Iterator[Series]:
    """The day after, then weekly, to the owner; to lead and manager when it is very late."""
    for action, owner, since in _owned(situation):
        if action.due_on is None:
            continue
        first = max(action.due_on + DAY, situation.snoozed_until.get(action.pk, date.min))
        yield Series(owner, _about(action), _weekly(first, owner.time_zone), since, is_own=True)
        told = {owner}
        for step in steps("action_overdue"):
            person = situation.postmortem.role_holders[step.role]
            if person and person not in told:
                told.add(person)
                late = _weekly(action.due_on + DAY, person.time_zone, by=step.after)
                named = max(since, situation.named_since(person))
                yield Series(person, _about(action), late, named)


def _weekly(first: date, time_zone: str, *, by: timedelta = DAY) -> Iterator[Occurrence]:
    """Once a week from the first day on, where that is so late already."""
    for day, at in mornings(first, time_zone, every=WEEK):
        if day - first + DAY >= by:
            yield Occurrence(at, day.isoformat())


def followup_due(situation: Situation) -> Iterator[Series]:
    """Two days before, on the day, then every three days, to who answers the check."""
    lead = situation.postmortem.postmortem_lead
    for check in situation.checks:
        if lead:
            since = max(situation.since, situation.named_since(lead))
            yield Series(lead, f"check:{check.pk}", _checked(check, lead.time_zone), since)
        for step in steps("followup_due"):
            person = situation.postmortem.role_holders[step.role]
            if person and person != lead:
                late = _checked(check, person.time_zone, by=step.after)
                since = max(situation.since, situation.named_since(person))
                yield Series(person, f"check:{check.pk}", late, since)


def _checked(
    check: Check, time_zone: str, *, by: timedelta = timedelta(days=-2)
) -> Iterator[Occurrence]:
    before = check.planned_on - timedelta(days=2)
    after = mornings(check.planned_on, time_zone, every=CHECKED_EVERY)
    for day, at in chain([(before, morning(before, time_zone))], after):
        if day - check.planned_on >= by:
            yield Occurrence(at, f"{check.planned_on}:{day}")


def shared(situation: Situation) -> Iterator[Series]:
    """At once, to those it was shared with."""
    for share in situation.shares:
        for person in share.recipients.all():
            moment = Occurrence(share.at, f"share:{share.pk}")
            yield Series(person, f"share:{share.pk}", [moment], situation.since)


def _owned(situation: Situation) -> Iterator[tuple[Action, User, datetime]]:
    """Each action somebody has promised, and from when on its reminders are owed."""
    if situation.has_ended:
        return
    for action in situation.actions:
        if action.owner:
            yield action, action.owner, max(situation.since, action.assigned_at or situation.since)


def _about(action: Action) -> str:
    return f"action:{action.uid}"
