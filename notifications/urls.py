"""The addresses of notices."""

from django.urls import path

from notifications.views import inbox, notices, preferences, snoozes, unsubscribe

app_name = "notifications"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/readings/", inbox.readings, name="readings"),
    path("profile/notices/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscription, name="unsubscription"),
    path("postmortems/<str:incident_id>/notices/", notices.notices, name="notices"),
    path("postmortems/<str:incident_id>/actions/<uuid:uid>/snooze/", snoozes.snooze, name="snooze"),
]
