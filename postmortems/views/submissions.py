"""Submitting for review, and taking the submission back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from postmortems import clock
from postmortems.permissions import may_steer
from postmortems.reasons import Refused
from postmortems.views.access import postmortem_or_404, signed_in
from postmortems.views.postmortems import page_context, save_posted

CONFLICT = 409


@require_POST
def submission(request: HttpRequest, incident_id: str) -> HttpResponse:
    """The button stands in the document's form: what was typed is saved first."""
    postmortem = postmortem_or_404(request, incident_id)
    if not may_steer(postmortem, signed_in(request)):
        raise PermissionDenied
    if "seq" in request.POST:
        saved, postmortem = save_posted(request, incident_id)
        if saved.refusals:
            context = page_context(request, postmortem, saved)
            return render(request, "postmortems/document.html", context, status=saved.status)
    try:
        postmortem.submit(by=signed_in(request), at=clock.now())
    except Refused as refused:
        context = page_context(request, postmortem) | {"refused": refused.reasons}
        return render(request, "postmortems/document.html", context, status=CONFLICT)
    messages.success(request, "Submitted for review: the three are asked to sign.")
    return redirect(postmortem)


@require_POST
def withdrawal(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    if not may_steer(postmortem, signed_in(request)):
        raise PermissionDenied
    try:
        postmortem.withdraw(by=signed_in(request), at=clock.now())
        messages.success(request, "Taken back: it is a draft again.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(postmortem)
