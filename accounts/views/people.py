"""Everyone who works here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Team, User
from accounts.views.access import person_of


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    everyone = User.objects.active().prefetch_related("memberships__team")
    page = {
        "people": everyone.order_by("full_name", "email"),
        "my_teams": set(Team.objects.visible_to(person_of(request))),
    }
    return render(request, "accounts/people.html", page)
