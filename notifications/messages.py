"""Writes a mail: subject, text and HTML from one context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from notifications.about import About, absolute, short
from notifications.contexts import CONTEXTS, SOON, Line, actions_page, lines, lines_of
from notifications.kinds import KINDS
from notifications.models import Notice
from notifications.moments import day, utc
from notifications.tokens import token_for
from notifications.weeks import open_actions, to_answer, to_sign, to_write
from postmortems.models import Postmortem

LONGEST_SUBJECT = 180
DIGEST = "digest"
WEEK = "week"
ACTIONS = "actions"
THIS_WEEK = "What is open for you this week"


@dataclass(frozen=True)
class Message:
    """`words` is each of its notices in one line, by its key."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]
    words: dict[UUID, str]


def write(kind: str, notices: Sequence[Notice], person: User, *, now: datetime) -> Message:
    """The mail of these notices: of one kind, "actions" due and overdue, or a "digest" of many."""
    match kind:
        case "week":
            context = _week(notices, person, now=now)
        case "digest":
            context = _digest(notices, person, now=now)
        case "actions" | "action_assigned":
            context = _actions(notices, person, now=now)
        case _:
            context = context_of(notices[0], person, now=now)
    context["person"] = person
    subject = subject_of(kind, context)
    if "words" not in context:
        is_alone = len(notices) == 1
        context["words"] = {
            each.pk: subject if is_alone else words_of(each, person, now=now) for each in notices
        }
    return _rendered(kind, notices, context | {"subject": subject})


def context_of(notice: Notice, person: User, *, now: datetime) -> dict[str, Any]:
    """What the mail of this one notice says."""
    about = About(notice.postmortem, person) if notice.postmortem else None
    said = CONTEXTS[notice.kind](notice, about, now=now)
    if about is None:
        return {"link": absolute(reverse("notifications:inbox"))} | said
    return {"about": about, "link": about.page, "why": about.why} | said


def words_of(notice: Notice, person: User, *, now: datetime) -> str:
    """The notice in one line, as its own mail would have it for its subject."""
    if notice.kind == WEEK:
        return THIS_WEEK
    return subject_of(notice.kind, context_of(notice, person, now=now))


def subject_of(kind: str, context: dict[str, Any]) -> str:
    # Whatever a title holds, a subject is one line.
    rendered = render_to_string(f"notifications/messages/{kind}/subject.txt", context)
    return short(rendered, LONGEST_SUBJECT)


def _actions(notices: Sequence[Notice], person: User, *, now: datetime) -> dict[str, Any]:
    found = lines_of(notices, person, now=now)
    told_of = {line.action.pk for line in found}
    others = open_actions().filter(owner=person).overdue(on=found[0].on).exclude(pk__in=told_of)
    return {
        "also": lines(others.select_related("owner", "postmortem"), person, now=now),
        "line": found[0],
        "lines": found,
        "overdue": [line for line in found if line.late],
        "due": [line for line in found if not line.late],
        "link": actions_page(found),
        "why": _why_of(found, person),
    }


def _why_of(found: Sequence[Line], person: User) -> str:
    if all(not line.owner for line in found):
        return "you own " + ("this action" if len(found) == 1 else "these actions")
    if all(line.owner for line in found):
        return "you lead or manage a post-mortem whose promises are late"
    return "you own some of these actions, and lead or manage where the others are late"


def _digest(notices: Sequence[Notice], person: User, *, now: datetime) -> dict[str, Any]:
    """Every notice in a line, by document; the actions of each, however many, one by one."""
    groups: dict[str, list[tuple[str, str]]] = {}
    said: dict[UUID, str] = {}
    receipts = []
    for notice in notices:
        context = {} if notice.kind == WEEK else context_of(notice, person, now=now)
        about: About | None = context.get("about")
        said[notice.pk] = words = subject_of(notice.kind, context) if context else THIS_WEEK
        if about:
            # Its document stands above the line.
            words = words.removeprefix(f"{about.id}: ").removesuffix(f" – {about.title}")
        line = (words, utc(notice.due_at))
        groups.setdefault(about.name if about else "", []).append(line)
        receipts += [context["receipt"]] if context.get("receipt") else []
    return {
        "groups": list(groups.items()),
        "words": said,
        "count": len(notices),
        "receipts": receipts,
        "link": absolute(reverse("postmortems:home")),
        "why": "several notices to you came together, or could not be sent in time",
    }


def _week(notices: Sequence[Notice], person: User, *, now: datetime) -> dict[str, Any]:
    owned = lines(
        open_actions().filter(owner=person).select_related("owner", "postmortem"), person, now=now
    )
    last = owned[0].on + SOON if owned else None
    due = [line for line in owned if not line.late and line.action.due_on]
    soon = [line for line in due if last and line.action.due_on and line.action.due_on <= last]
    return {
        "overdue": [line for line in owned if line.late],
        "due": soon,
        "later": len(owned) - len(soon) - sum(bool(line.late) for line in owned),
        "write": [About(each, person) for each in _with_roles(to_write(person))],
        "sign": [About(each, person) for each in _with_roles(to_sign(person))],
        "checks": [
            (About(check.postmortem, person), check.question, day(check.planned_on))
            for check in to_answer(person).select_related("postmortem").order_by("planned_on")
        ],
        "link": absolute(reverse("postmortems:home")),
        "why": "something is open for you; it comes on Mondays",
        "unsubscribe": absolute(
            reverse("notifications:unsubscription", args=[token_for(person, WEEK)])
        ),
    }


def _with_roles(found: Any) -> list[Postmortem]:
    roles = ("incident_lead", "postmortem_lead", "engineering_manager")
    return list(found.select_related(*roles).order_by("resolved_at", "pk"))


def _rendered(kind: str, notices: Sequence[Notice], context: dict[str, Any]) -> Message:
    folder = f"notifications/messages/{kind}"
    context = context | {"label": _label(kind)}
    text = render_to_string(f"{folder}/body.txt", context)
    html = render_to_string(f"{folder}/body.html", context)
    headers = _headers(notices, context)
    return Message(context["subject"], tidy(text), html, headers, context["words"])


def _label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind.capitalize()


def tidy(text: str) -> str:
    """One empty line at most, none at the ends: tags leave many behind."""
    lines_only = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines_only).strip() + "\n"


def _headers(notices: Sequence[Notice], context: dict[str, Any]) -> dict[str, str]:
    """Mails of one document make a thread, under a root that is never sent."""
    domain = settings.MAIL_DOMAIN
    headers = {"List-ID": f"Afterword <notices.{domain}>"}
    documents = {notice.postmortem_id for notice in notices}
    if len(documents) == 1 and (number := documents.pop()):
        root = f"<pm.{number}@{domain}>"
        headers |= {"In-Reply-To": root, "References": root}
    if unsubscribe := context.get("unsubscribe"):
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers
