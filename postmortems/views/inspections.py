"""An administrator opens a hidden post-mortem for reading: an act that its readers see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from postmortems import clock
from postmortems.forms.inspections import InspectionForm
from postmortems.views.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def inspections(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not user.is_superuser:
        raise Http404
    form = InspectionForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        postmortem = form.cleaned_data["postmortem"]
        postmortem.inspect(by=user, reason=form.cleaned_data["reason"], at=clock.now())
        return redirect(postmortem)
    status = 422 if form.is_bound else 200
    return render(request, "postmortems/inspections.html", {"form": form}, status=status)
