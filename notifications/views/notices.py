"""The notices of one document: who was told what, what comes next and why then."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.forecast import forecast, told_of
from postmortems import clock
from postmortems.views.access import postmortem_or_404


@require_safe
def notices(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    context = {
        "postmortem": postmortem,
        "told": told_of(postmortem),
        "coming": forecast(postmortem, now=clock.now()),
    }
    return render(request, "notifications/notices.html", context)
