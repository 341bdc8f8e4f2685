"""A manager hands over what people who have left still hold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.views.access import managed_team_or_refuse
from postmortems import clock
from postmortems.forms.departures import HandOverForm, departures, orphans
from postmortems.reasons import Refused
from postmortems.views.access import readable, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def departures_page(request: HttpRequest, slug: str) -> HttpResponse:
    team, reasons = managed_team_or_refuse(request, slug), []
    form = HandOverForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            actions = orphans(team, readable(request))
            messages.success(
                request, form.carry_out(actions, by=signed_in(request), at=clock.now())
            )
            return redirect("postmortems:departures", slug)
        except Refused as refusal:
            reasons = refusal.reasons
    found = departures(team, readable(request), posted=form)
    context = {"team": team, "departures": found, "reasons": reasons}
    status = 409 if reasons else (422 if form else 200)
    return render(request, "postmortems/departures.html", context, status=status)
