"""Change somebody's role in a team, or take them out of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.forms import RoleForm
from accounts.models import MembershipRefused, Team
from accounts.roles import Role
from accounts.views.access import managed_team_or_refuse, person_of


@require_POST
def membership(request: HttpRequest, slug: str, membership_id: int) -> HttpResponse:
    team = managed_team_or_refuse(request, slug)
    membership = get_object_or_404(team.memberships.select_related("user"), pk=membership_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
        return redirect("accounts:team", slug=slug)
    try:
        membership.change_role(Role(form.cleaned_data["role"]))
        messages.success(
            request, f"{membership.user} is now a {membership.get_role_display().lower()}."
        )
    except MembershipRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:team", slug=slug)


@require_POST
def removal(request: HttpRequest, slug: str, membership_id: int) -> HttpResponse:
    team = managed_team_or_refuse(request, slug)
    membership = get_object_or_404(team.memberships.select_related("user"), pk=membership_id)
    try:
        membership.end()
        messages.success(request, f"{membership.user} no longer belongs to {team}.")
    except MembershipRefused as refusal:
        messages.error(request, str(refusal))
    if Team.objects.visible_to(person_of(request)).filter(pk=team.pk).exists():
        return redirect("accounts:team", slug=slug)
    return redirect("accounts:teams")
