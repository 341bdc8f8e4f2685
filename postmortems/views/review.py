"""The document as it is read: typeset, without chrome."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postmortems import clock
from postmortems.forms.controls import Page
from postmortems.forms.pages import DocumentPage
from postmortems.models import Snapshot
from postmortems.views.access import postmortem_or_404, signed_in


@require_safe
def review(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    page = Page(is_writable=False, time_zone=signed_in(request).time_zone)
    document = DocumentPage(Snapshot.of(postmortem), page=page, now=clock.now())
    context = {"document": document, "postmortem": postmortem}
    return render(request, "postmortems/review.html", context)
