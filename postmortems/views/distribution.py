"""Who was told of a post-mortem: which version, by whom, when; and telling somebody more."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from postmortems import clock
from postmortems.forms.sharing import ShareForm, version_words
from postmortems.permissions import may_steer
from postmortems.reasons import Refused
from postmortems.views.access import postmortem_or_404, signed_in

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def distribution(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem, by = postmortem_or_404(request, incident_id), signed_in(request)
    is_steering = may_steer(postmortem, by)
    if request.method == "POST" and not is_steering:
        raise PermissionDenied
    form = ShareForm(request.POST or None, postmortem=postmortem)
    context = {
        "form": form,
        "postmortem": postmortem,
        "is_steering": is_steering,
        "version": version_words(postmortem),
    }
    if request.method != "POST" or not form.is_valid():
        code = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "postmortems/distribution.html", context, status=code)
    try:
        share(form, request)
    except Refused as refused:
        context |= {"refused": refused.reasons}
        return render(request, "postmortems/distribution.html", context, status=CONFLICT)
    return redirect("postmortems:distribution", incident_id)


def share(form: ShareForm, request: HttpRequest) -> None:
    said = form.cleaned_data
    kept = said["audience"].share(
        by=signed_in(request), at=clock.now(), recipients=said["recipients"], note=said["note"]
    )
    messages.success(request, f"Shared with “{kept.audience_name}”: {kept.version}.")
