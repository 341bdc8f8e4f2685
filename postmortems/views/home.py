"""My work: what waits for this person, the most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postmortems import clock
from postmortems.forms.register import OPEN, lines
from postmortems.forms.work import Work
from postmortems.views.access import readable, signed_in

CLOCKS = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), clock.now()
    clocks = readable(request).of_own_teams().filter(status__in=OPEN)
    context = {
        "work": Work.of(user, readable(request), now=now),
        "clocks": lines(clocks.order_by("resolved_at", "-id")[:CLOCKS], user=user, now=now),
        "example": readable(request).order_by("-completion", "id").first(),
    }
    return render(request, "postmortems/home.html", context)
