"""The only ways to a team: seen by those who belong to it, changed by those who manage it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Team, User


def person_of(request: HttpRequest) -> User:
    """Who is signed in. Pages are closed to others before a view is asked."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def team_or_404(request: HttpRequest, slug: str) -> Team:
    return get_object_or_404(Team.objects.visible_to(person_of(request)), slug=slug)


def managed_team_or_refuse(request: HttpRequest, slug: str) -> Team:
    """404 to whom the team is hidden, 403 to those who may only look."""
    team = team_or_404(request, slug)
    if not team.is_managed_by(person_of(request)):
        raise PermissionDenied
    return team
