"""Which notices come by mail as well."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from notifications.forms import PreferencesForm
from notifications.kinds import KINDS
from postmortems.views.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    # No tick at all is an answer, too.
    posted = request.POST if request.method == "POST" else None
    form = PreferencesForm(posted, person=signed_in(request))
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("notifications:preferences")
    always = [kind for kind in KINDS.values() if kind.schedule and not kind.is_optional]
    return render(request, "notifications/preferences.html", {"form": form, "always": always})
