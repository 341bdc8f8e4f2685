"""The document as it is read: typeset, without chrome, the signatures at its foot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.freshness import is_fresh
from postmortems import clock
from postmortems.forms.controls import Page
from postmortems.forms.pages import DocumentPage
from postmortems.forms.signatures import SignatureForm, SignOffPage
from postmortems.models import Postmortem, Snapshot
from postmortems.views.access import postmortem_or_404, signed_in


@require_safe
def review(request: HttpRequest, incident_id: str) -> HttpResponse:
    context = review_context(request, postmortem_or_404(request, incident_id))
    return render(request, "postmortems/review.html", context)


def review_context(
    request: HttpRequest, postmortem: Postmortem, *, comment: str = ""
) -> dict[str, Any]:
    """The document and its signatures as they stand, with the form for one more."""
    now, user = clock.now(), signed_in(request)
    snapshot = Snapshot.of(postmortem)
    page = Page(is_writable=False, time_zone=user.time_zone)
    sign_off = SignOffPage(snapshot, user=user, now=now)
    form = SignatureForm(initial={"comment": comment}, is_fresh=is_fresh(request, at=now))
    return {
        "document": DocumentPage(snapshot, page=page, now=now, sign_off=sign_off),
        "postmortem": postmortem,
        "sign_off": sign_off,
        "form": form,
    }
