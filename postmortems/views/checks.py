"""The follow-up checks: all of them, and one to answer with the facts beside it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from postmortems import clock
from postmortems.forms.checks import CheckForm
from postmortems.forms.follow_ups import CheckLine, ChecksPage, against_closing
from postmortems.models import Check
from postmortems.models.check import reasons_against_answering
from postmortems.permissions import may_check
from postmortems.reasons import Reason, Refused, refuse_for
from postmortems.views.access import postmortem_or_404, signed_in

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def checks(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    page = ChecksPage(postmortem, user=signed_in(request), now=clock.now())
    context = {"postmortem": postmortem, "page": page, "obstacles": against_closing(postmortem)}
    return render(request, "postmortems/checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, incident_id: str, check_id: int) -> HttpResponse:
    found, by, now = check_or_404(request, incident_id, check_id), signed_in(request), clock.now()
    form = form_of(request, found, ChecksPage(found.postmortem, user=by, now=now))
    if request.method != "POST":
        return _page(request, found, form)
    if not may_check(found.postmortem, by):
        raise PermissionDenied
    try:
        refuse_for(reasons_against_answering(found, by=by))
        if not form.is_valid():
            return _page(request, found, form, code=UNPROCESSABLE)
        found.answer_with(form.reply(), by=by, at=now)
    except Refused as refused:
        return _page(request, found, form, refused=refused.reasons, code=CONFLICT)
    messages.success(request, f"Answered: {found.question} {found.get_answer_display()}.")
    return redirect("postmortems:checks", incident_id)


def check_or_404(request: HttpRequest, incident_id: str, check_id: int) -> Check:
    postmortem = postmortem_or_404(request, incident_id)
    found = postmortem.checks.select_related("answered_by").filter(pk=check_id).first()
    if found is None:
        raise Http404
    found.postmortem = postmortem
    return found


def form_of(request: HttpRequest, found: Check, page: ChecksPage) -> CheckForm:
    return CheckForm(
        request.POST or None, question=found.question, facts=found.facts_on(page.on), on=page.on
    )


def _page(
    request: HttpRequest,
    found: Check,
    form: CheckForm,
    *,
    refused: list[Reason] | None = None,
    code: int = 200,
) -> HttpResponse:
    context = {
        "check": found,
        "form": form,
        "line": CheckLine.of(found, on=form.on),
        "postmortem": found.postmortem,
        "reasons": reasons_against_answering(found, by=signed_in(request)),
        "refused": refused,
    }
    return render(request, "postmortems/check.html", context, status=code)
