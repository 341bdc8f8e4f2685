"""Who changed what, when; and bringing it back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from postmortems import clock
from postmortems.editing.history import PAGE_LENGTH, entries, restore
from postmortems.permissions import may_write
from postmortems.views.access import postmortem_or_404, signed_in, writable_or_403

LATEST = 8
MOST_DIGITS = 17  # a longer number fits into no column


@require_safe
def history(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    before, target = request.GET.get("before", ""), request.GET.get("target", "")
    person = request.GET.get("person", "")[:12]
    shown = entries(
        postmortem,
        before=int(before) if is_number(before) else None,
        target=target,
        person=person,
    )
    context = {
        "postmortem": postmortem,
        "entries": shown,
        "older": shown[-1].changes[0].seq if len(shown) == PAGE_LENGTH else None,
        "activities": postmortem.activities.select_related("by")[:20],
        "is_writable": may_write(postmortem),
        "filters": urlencode({"target": target, "person": person}) if target or person else "",
    }
    return render(request, "postmortems/history.html", context)


@require_safe
def activity(request: HttpRequest, incident_id: str) -> HttpResponse:
    """The latest of it, for the document's panel."""
    postmortem = postmortem_or_404(request, incident_id)
    context = {
        "postmortem": postmortem,
        "entries": entries(postmortem)[:LATEST],
        "activities": postmortem.activities.select_related("by")[:3],
    }
    return render(request, "postmortems/_activity.html", context)


@require_POST
def restorations(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = writable_or_403(request, incident_id)
    target, seq = request.POST.get("target", ""), request.POST.get("seq", "0")
    if not is_number(seq):
        raise BadRequest
    by, now = signed_in(request), clock.now()
    outcome = restore(postmortem, target, seq=int(seq), by=by, at=now)
    if outcome is None:
        raise BadRequest
    for refused in outcome.refused:
        messages.error(request, refused.sentence)
    if outcome.changes:
        messages.success(request, "Brought back, as a new change.")
    return redirect("postmortems:history", postmortem.incident_id)


def is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS
