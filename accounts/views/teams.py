"""The teams one belongs to, and a team with its people, invitations and settings."""

from typing import Any

from django.conf import settings as site
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import InvitationForm, TeamForm
from accounts.models import Team
from accounts.roles import Role
from accounts.views.access import managed_team_or_refuse, person_of, team_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """One's own teams; an administrator starts new ones here."""
    person = person_of(request)
    if request.method == "POST" and not person.is_superuser:
        raise PermissionDenied
    form = TeamForm(request.POST or None) if person.is_superuser else None
    if form and request.method == "POST" and form.is_valid():
        team: Team = form.save(commit=False)
        team.start(by=person)
        return redirect("accounts:team", slug=team.slug)
    mine = Team.objects.visible_to(person).prefetch_related("memberships__user")
    return render(request, "accounts/teams.html", {"teams": mine, "form": form})


@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "accounts/team.html", team_page(request, team_or_404(request, slug)))


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    team = managed_team_or_refuse(request, slug)
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Team settings saved.")
        return redirect("accounts:team", slug=slug)
    team_as_stored = team_or_404(request, slug)
    return render(request, "accounts/team_settings.html", {"team": team_as_stored, "form": form})


def team_page(
    request: HttpRequest, team: Team, *, form: InvitationForm | None = None
) -> dict[str, Any]:
    """What the team's page shows; controls only for those who manage it."""
    page = {
        "team": team,
        "memberships": team.memberships.filter(user__is_active=True)
        .select_related("user")
        .order_by("user__full_name", "user__email"),
        "manages": team.is_managed_by(person_of(request)),
    }
    if page["manages"]:
        page |= {
            "invitations": team.invitations.open().select_related("invited_by"),
            "roles": Role.choices,
            "form": form or InvitationForm(),
            "now": timezone.now(),
            "site_url": site.SITE_URL,
        }
    return page
