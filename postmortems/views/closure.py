"""Closing a post-mortem, and what stands against it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from postmortems import clock
from postmortems.forms.follow_ups import against_closing, obstacles
from postmortems.permissions import may_check
from postmortems.reasons import Refused
from postmortems.views.access import postmortem_or_404, signed_in
from postmortems.workflow import reasons_against

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def closure(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem, by = postmortem_or_404(request, incident_id), signed_in(request)
    context = {"postmortem": postmortem, "reasons": reasons_against("close", postmortem, by)}
    if request.method != "POST":
        context |= {"obstacles": against_closing(postmortem)}
        return render(request, "postmortems/closure.html", context)
    if not may_check(postmortem, by):
        raise PermissionDenied
    try:
        postmortem.close(by=by, at=clock.now())
    except Refused as refused:
        context |= {"obstacles": obstacles(refused.reasons, postmortem), "is_refused": True}
        return render(request, "postmortems/closure.html", context, status=CONFLICT)
    messages.success(request, "Closed. Everything that was promised is done, or was taken back.")
    return redirect(postmortem)
