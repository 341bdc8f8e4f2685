"""Who may read a post-mortem, and who takes part in it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from postmortems import clock
from postmortems.forms.participants import ParticipantsForm
from postmortems.permissions import may_steer
from postmortems.views.access import postmortem_or_404, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def participants(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    is_steering = may_steer(postmortem, signed_in(request))
    form = ParticipantsForm(request.POST or None, postmortem=postmortem)
    if request.method == "POST" and not is_steering:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        postmortem.open_to(
            form.cleaned_data["visibility"],
            form.readers_with(signed_in(request)),
            by=signed_in(request),
            at=clock.now(),
        )
        return redirect(postmortem)
    context = {"form": form, "postmortem": postmortem, "is_steering": is_steering}
    status = 422 if form.is_bound else 200
    return render(request, "postmortems/participants.html", context, status=status)
