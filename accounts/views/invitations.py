"""Invite a colleague; follow an invitation's link; accept it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import AcceptanceForm, InvitationForm
from accounts.models import Invitation, InvitationRefused, User
from accounts.roles import Role
from accounts.views.access import managed_team_or_refuse, person_of
from accounts.views.teams import team_page


@require_POST
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    team = managed_team_or_refuse(request, slug)
    form = InvitationForm(request.POST)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        by, at = person_of(request), timezone.now()
        try:
            invitation = Invitation.objects.invite(email, to=team, role=role, by=by, at=at)
        except InvitationRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            _send(request, invitation)
            return redirect("accounts:team", slug=slug)
    return render(request, "accounts/team.html", team_page(request, team, form=form))


@require_POST
def withdrawal(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    team = managed_team_or_refuse(request, slug)
    invitation = get_object_or_404(team.invitations.open(), pk=invitation_id)
    invitation.withdraw(at=timezone.now())
    messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    return redirect("accounts:team", slug=slug)


@never_cache
@login_not_required
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links. Only the button accepts."""
    invitation = get_object_or_404(Invitation.objects.signed(token))
    if reasons := invitation.reasons_against_accepting(at=timezone.now()):
        return _refuse(request, invitation, " ".join(reasons), status=410)
    if isinstance(request.user, User):
        return _joined(request, invitation, by=request.user)
    if invitation.person:
        return render(request, "accounts/invitation.html", {"invitation": invitation})
    return _new_person(request, invitation)


def _joined(request: HttpRequest, invitation: Invitation, *, by: User) -> HttpResponse:
    if by.email != invitation.email:
        return _refuse(request, invitation, f"You are signed in as {by.email}.", status=403)
    if request.method != "POST":
        return render(request, "accounts/invitation.html", {"invitation": invitation})
    try:
        invitation.accept(by=by, at=timezone.now())
    except InvitationRefused as refusal:
        return _refuse(request, invitation, str(refusal), status=410)
    return _welcome(request, invitation)


def _new_person(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptanceForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        page = {"invitation": invitation, "form": form}
        return render(request, "accounts/invitation.html", page)
    full_name, password = form.cleaned_data["full_name"], form.cleaned_data["password"]
    try:
        person = invitation.accept_as_new_person(
            full_name=full_name, password=password, at=timezone.now()
        )
    except InvitationRefused as refusal:
        return _refuse(request, invitation, str(refusal), status=410)
    login(request, person)
    return _welcome(request, invitation)


def _welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, f"Welcome to {invitation.team}.")
    return redirect("accounts:team", slug=invitation.team.slug)


def _refuse(
    request: HttpRequest, invitation: Invitation, reason: str, *, status: int
) -> HttpResponse:
    page = {"invitation": invitation, "reason": reason}
    return render(request, "accounts/invitation_refused.html", page, status=status)


def _send(request: HttpRequest, invitation: Invitation) -> None:
    """Mail the link, through the outbox. It is on the page too, should the mail not arrive."""
    page = {"invitation": invitation, "site_url": settings.SITE_URL}
    subject = f"Join {invitation.team} on Afterword"
    body = render_to_string("accounts/invitation_mail.txt", page)
    send_mail(subject, body, None, [invitation.email])
    messages.success(request, f"{invitation.email} is invited. The link is below, too.")
