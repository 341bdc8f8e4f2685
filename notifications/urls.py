"""The addresses of notices and mail."""

from django.urls import path

from notifications.views import (
    inbox,
    mailbox,
    notices,
    outbox,
    preferences,
    snoozes,
    unsubscribe,
)

app_name = "notifications"

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/jumps/", mailbox.jumps, name="jumps"),
    path("mailbox/<int:mail_id>/", mailbox.mail, name="mail"),
    path("mailbox/<int:mail_id>/html/", mailbox.html, name="mail-html"),
    path("mailbox/<int:mail_id>/source/", mailbox.source, name="mail-source"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retries/", outbox.retries, name="retries"),
    path("outbox/<uuid:email_id>/retries/", outbox.retry, name="retry"),
    path("outbox/resumption/", outbox.resumption, name="resumption"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/readings/", inbox.readings, name="readings"),
    path("profile/notices/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscription, name="unsubscription"),
    path("postmortems/<str:incident_id>/notices/", notices.notices, name="notices"),
    path("actions/<uuid:uid>/snooze/", snoozes.snooze, name="snooze"),
]
