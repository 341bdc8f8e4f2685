"""What the mail of each kind says: asked of the document when the mail is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import User
from notifications.about import About, absolute, short, uid_of
from notifications.models import Notice, Snooze
from notifications.moments import both, day
from notifications.situation import changes_since
from postmortems.choices import ActionKind, Decision, FollowUpPeriod, SignOffRole
from postmortems.deadlines import SUBMISSION_LIMIT, due_words, local_day, submission_clock
from postmortems.editing.history import Entry
from postmortems.models import Action, Activity, Check, Share, Snapshot
from postmortems.spans import show_duration, show_times
from postmortems.verification import Receipt
from postmortems.workflow import reasons_against_submitting

Context = dict[str, Any]
MOST_REASONS = 12
HOUR = timedelta(hours=1)
ASKED_OF = {
    FollowUpPeriod.WEEK: (ActionKind.SHORT_TERM, "short-term actions"),
    FollowUpPeriod.MONTH: (ActionKind.LONG_TERM, "long-term actions"),
    FollowUpPeriod.QUARTER: (ActionKind.SYSTEMIC, "systemic issues"),
}


def missing(about: About, *, now: datetime) -> list[str]:
    """What a submission would be refused with; nothing of it where the document is not open."""
    if not about.is_open:
        return []
    reasons = reasons_against_submitting(Snapshot.of(about.postmortem), now=now)
    sentences = [reason.sentence for reason in reasons]
    more = len(sentences) - MOST_REASONS
    return sentences[:MOST_REASONS] + ([f"and {more} more"] if more > 0 else [])


def of_opened(notice: Notice, about: About, *, now: datetime) -> Context:
    roles = [
        (role.label, str(holder) if holder else "not named yet")
        for role, holder in about.postmortem.role_holders.items()
    ]
    return {"roles": roles} | _deadline(about, now=now)


def of_deadline(notice: Notice, about: About, *, now: datetime) -> Context:
    return {"missing": missing(about, now=now)} | _deadline(about, now=now)


def _deadline(about: About, *, now: datetime) -> Context:
    clock = submission_clock(about.postmortem, now=now)
    deadline = clock.due_at
    if deadline is None:
        return {"deadline": "", "is_opened_late": False}
    span = abs(deadline - now)
    return {
        "is_opened_late": clock.is_opened_late,
        "deadline": both(deadline, about.person.time_zone),
        "is_late": now >= deadline,
        # The deadline is counted in hours, to its end.
        "span": f"{round(span / HOUR)} h"
        if HOUR <= span <= SUBMISSION_LIMIT
        else show_duration(span),
        "is_just_over": timedelta() <= now - deadline < HOUR,
    }


def of_signoff(notice: Notice, about: About, *, now: datetime) -> Context:
    current = about.postmortem.signatures.current().select_related("person")
    signatures = list(current.order_by("number"))
    mine = [signature for signature in signatures if signature.person_id == about.person.pk]
    changes = changes_since(mine[-1]) if mine else []
    places = dict.fromkeys(Entry([change]).place for change in changes)
    return {
        "roles": " and ".join(role.label for role in about.roles),
        "signed": [
            f"{signature.full_name} ({signature.get_role_display()})"
            for signature in signatures
            if signature.decision == Decision.APPROVED and signature.person_id != about.person.pk
        ],
        "signed_at": both(mine[-1].at, about.person.time_zone) if mine else "",
        "has_approved": bool(mine) and mine[-1].is_approval,
        "places": [place for place in places if place],
        "link": about.review,
    }


def of_activity(notice: Notice, about: About, *, now: datetime) -> Context:
    activity = Activity.objects.select_related("by").get(pk=notice.facts["activity"])
    role = activity.facts.get("role", "")
    return {
        "by": str(activity.by or "The system"),
        "at": both(activity.at, about.person.time_zone),
        "role": SignOffRole(role).label if role else "",
        "comment": about.words(activity.facts.get("comment", "")),
        "reason": about.words(activity.facts.get("reason", "")),
    }


def of_signed_off(notice: Notice, about: About, *, now: datetime) -> Context:
    postmortem = about.postmortem
    current = postmortem.signatures.current().order_by("number")
    receipt = Receipt.of(postmortem) if about.roles else None
    return of_activity(notice, about, now=now) | {
        "signatures": [
            f"{each.full_name}, {each.get_role_display()}, {both(each.at, about.person.time_zone)}"
            for each in current
        ],
        "receipt": receipt.line if receipt else "",
        "checks": [
            f"{day(check.planned_on)}: {check.question}"
            for check in postmortem.checks.unanswered().order_by("planned_on")
        ],
        "link": about.review,
    }


@dataclass(frozen=True)
class Line:
    """An action in a mail."""

    title: str
    about: About
    action: Action
    on: date
    reason: str = ""

    @property
    def due(self) -> str:
        return day(self.action.due_on) if self.action.due_on else "no due date"

    @property
    def late(self) -> int:
        return self.action.days_late(on=self.on)

    @property
    def due_words(self) -> str:
        """Such as "due in 2 days", "due today" or "3 days late"."""
        return due_words(self.action.due_on, on=self.on) if self.action.due_on else self.due

    @property
    def slips(self) -> str:
        """How often the date was moved."""
        count, first = self.action.slips, self.action.first_due_on
        if not count or first is None:
            return ""
        return f"postponed {show_times(count)}, first due {day(first)}"

    @property
    def owner(self) -> str:
        """Whose it is, where it is not the reader's own."""
        owner = self.action.owner
        return "" if owner is None or owner == self.about.person else str(owner)

    @property
    def kind(self) -> str:
        return self.action.get_kind_display()


def lines_of(notices: Sequence[Notice], person: User, *, now: datetime) -> list[Line]:
    """The actions of these notices, each once, the most overdue first."""
    uids = {uid_of(notice) for notice in notices}
    found = Action.objects.filter(uid__in=uids).select_related(
        "owner",
        "postmortem__incident_lead",
        "postmortem__postmortem_lead",
        "postmortem__engineering_manager",
    )
    return lines(found, person, now=now)


def lines(actions: Any, person: User, *, now: datetime) -> list[Line]:
    on, made = local_day(now, person.time_zone), []
    abouts: dict[int, About] = {}
    ordered = sorted(actions, key=lambda each: (each.due_on or date.max, each.pk))
    reasons = _snoozes(ordered, person)
    for action in ordered:
        about = abouts.setdefault(action.postmortem_id, About(action.postmortem, person))
        reason = about.words(reasons.get(action.pk, ""))
        made.append(Line(about.title_of(action), about, action, on, reason))
    return made


def _snoozes(actions: Sequence[Action], person: User) -> dict[int, str]:
    """Why the owner put the reminders off, for those who are told of somebody else's actions."""
    owners = {each.pk: each.owner_id for each in actions if each.owner_id != person.pk}
    if not owners:
        return {}
    snoozes = Snooze.objects.filter(action__in=owners).order_by("at", "id")
    return {
        each.action_id: f"reminders put off until {day(each.until)}: {each.reason}"
        for each in snoozes
        if owners[each.action_id] == each.person_id
    }


def of_action(notice: Notice, about: About, *, now: datetime) -> Context:
    made = lines_of([notice], about.person, now=now)
    return {
        "line": made[0],
        "lines": made,
        "link": actions_page(made),
    }


def actions_page(found: Sequence[Line]) -> str:
    """The action's own page; of several the list."""
    if len(found) == 1:
        return absolute(reverse("postmortems:action", args=[found[0].action.uid]))
    return absolute(reverse("postmortems:actions"))


def of_follow_up(notice: Notice, about: About, *, now: datetime) -> Context:
    check = Check.objects.get(pk=int(uid_of(notice)))
    kind, words = ASKED_OF[FollowUpPeriod(check.period)]
    on = local_day(now, about.person.time_zone)
    asked = list(Action.objects.written().filter(postmortem=about.postmortem, kind=kind))
    late = (on - check.planned_on).days
    return {
        "question": check.question,
        "period": check.get_period_display(),
        "planned": day(check.planned_on),
        "late": max(late, 0),
        "when": due_words(check.planned_on, on=on).removeprefix("due "),
        "what": words,
        "total": len(asked),
        "done": sum(each.status == "done" for each in asked),
        "declined": sum(each.status == "wont_do" for each in asked),
        "overdue": sum(each.days_late(on=on) > 0 for each in asked),
        "link": absolute(reverse("postmortems:checks", args=[about.id])),
    }


def of_share(notice: Notice, about: About, *, now: datetime) -> Context:
    share = Share.objects.select_related("by").get(pk=int(uid_of(notice)))
    return {
        "by": str(share.by),
        "at": both(share.at, about.person.time_zone),
        "note": about.words(share.note),
        "link": about.review,
        "why": f"{share.by} shared {about.id} with you",
    }


def of_failed(notice: Notice, about: About | None, *, now: datetime) -> Context:
    return {"to": notice.facts.get("to", ""), "reason": short(notice.facts.get("reason", ""), 200)}


Of = Callable[..., Context]
CONTEXTS: dict[str, Of] = {
    "opened": of_opened,
    "deadline_near": of_deadline,
    "deadline_passed": of_deadline,
    "signoff_requested": of_signoff,
    "signoff_stale": of_signoff,
    "changes_requested": of_activity,
    "signed_off": of_signed_off,
    "reopened": of_activity,
    "action_assigned": of_action,
    "action_due": of_action,
    "action_overdue": of_action,
    "followup_due": of_follow_up,
    "shared": of_share,
    "mail_failed": of_failed,
}
SOON = timedelta(days=14)
