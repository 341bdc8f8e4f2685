"""People, teams, invitations and one's own profile."""

from django.urls import path

from accounts.views import invitations, memberships, people, profile, resume, teams

app_name = "accounts"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("profile/", profile.profile, name="profile"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("teams/<slug:slug>/settings/", teams.settings, name="team-settings"),
    path("teams/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path(
        "teams/<slug:slug>/invitations/<int:invitation_id>/withdrawal/",
        invitations.withdrawal,
        name="invitation-withdrawal",
    ),
    path(
        "teams/<slug:slug>/memberships/<int:membership_id>/",
        memberships.membership,
        name="membership",
    ),
    path(
        "teams/<slug:slug>/memberships/<int:membership_id>/removal/",
        memberships.removal,
        name="membership-removal",
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/resume/", resume.resume, name="resume"),
    path("accounts/resume/<str:kept_id>/removal/", resume.removal, name="resume-removal"),
]
