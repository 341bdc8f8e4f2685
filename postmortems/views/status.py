"""Where a post-mortem stands: its life, its deadline, and the verbs that ask for a reason."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from postmortems import clock
from postmortems.choices import Status
from postmortems.deadlines import meeting_clock, submission_clock
from postmortems.forms.reasons import ReasonForm
from postmortems.forms.status import offers
from postmortems.models import Postmortem
from postmortems.permissions import may_excuse, may_steer
from postmortems.reasons import Reason, Refused
from postmortems.views.access import postmortem_or_404, signed_in

CONFLICT, UNPROCESSABLE = 409, 422
LINE = (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF, Status.CLOSED)


@require_safe
def status(request: HttpRequest, incident_id: str) -> HttpResponse:
    return _page(request, postmortem_or_404(request, incident_id))


@require_POST
def waiver(request: HttpRequest, incident_id: str) -> HttpResponse:
    return _decide(request, incident_id, "waiver", Postmortem.waive)


@require_POST
def exemption(request: HttpRequest, incident_id: str) -> HttpResponse:
    return _decide(request, incident_id, "exemption", Postmortem.excuse)


@require_POST
def reopening(request: HttpRequest, incident_id: str) -> HttpResponse:
    return _decide(request, incident_id, "reopening", Postmortem.reopen)


def _decide(
    request: HttpRequest, incident_id: str, key: str, verb: Callable[..., None]
) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    if not may_excuse(postmortem, signed_in(request)):
        raise PermissionDenied
    form = ReasonForm(request.POST, auto_id=f"{key}_%s")
    if not form.is_valid():
        return _page(request, postmortem, asked={key: form}, code=UNPROCESSABLE)
    try:
        verb(postmortem, by=signed_in(request), at=clock.now(), reason=form.cleaned_data["reason"])
    except Refused as refused:
        return _page(request, postmortem, refused=refused.reasons, code=CONFLICT)
    messages.success(request, f"Done. It is “{postmortem.get_status_display()}” now.")
    return redirect("postmortems:status", postmortem.incident_id)


def _page(
    request: HttpRequest,
    postmortem: Postmortem,
    *,
    asked: dict[str, ReasonForm] | None = None,
    refused: list[Reason] | None = None,
    code: int = 200,
) -> HttpResponse:
    user, now = signed_in(request), clock.now()
    context = {
        "postmortem": postmortem,
        "line": LINE,
        "clock": submission_clock(postmortem, now=now),
        "meeting": meeting_clock(postmortem, now=now),
        "offers": offers(postmortem, user, asked=asked or {}),
        "may_withdraw": postmortem.status == Status.IN_REVIEW and may_steer(postmortem, user),
        "activities": postmortem.activities.select_related("by"),
        "late_edits": postmortem.late_edits.filter(reason="frozen").select_related("user"),
        "refused": refused,
    }
    return render(request, "postmortems/status.html", context, status=code)
