"""The addresses of post-mortems; nouns only."""

from django.urls import include, path

from postmortems.views.action import action, action_due_date, action_owner, action_status
from postmortems.views.actions import actions, postponements
from postmortems.views.attachments import attachment, attachment_deletion, attachments
from postmortems.views.checks import check, checks
from postmortems.views.closure import closure
from postmortems.views.departures import departures_page
from postmortems.views.distribution import distribution
from postmortems.views.exports import export_json, export_markdown
from postmortems.views.history import activity, history, restorations
from postmortems.views.home import home
from postmortems.views.imports import import_page
from postmortems.views.inspections import inspections
from postmortems.views.participants import participants
from postmortems.views.postmortems import document, new
from postmortems.views.register import register
from postmortems.views.review import review
from postmortems.views.sections import section
from postmortems.views.signatures import signatures, signed_text, verification
from postmortems.views.status import exemption, reopening, status, waiver
from postmortems.views.submissions import submission, withdrawal

app_name = "postmortems"

of_a_postmortem = [
    path("", document, name="document"),
    path("sections/<slug:slug>/", section, name="section"),
    path("attachments/", attachments, name="attachments"),
    path("attachments/<uuid:uid>/", attachment, name="attachment"),
    path("attachments/<uuid:uid>/deletion/", attachment_deletion, name="attachment-deletion"),
    path("participants/", participants, name="participants"),
    path("status/", status, name="status"),
    path("submission/", submission, name="submission"),
    path("submission/withdrawal/", withdrawal, name="withdrawal"),
    path("waiver/", waiver, name="waiver"),
    path("exemption/", exemption, name="exemption"),
    path("reopening/", reopening, name="reopening"),
    path("review/", review, name="review"),
    path("signatures/", signatures, name="signatures"),
    path("signatures/<int:number>/text.json", signed_text, name="signed-text"),
    path("verification/", verification, name="verification"),
    path("checks/", checks, name="checks"),
    path("checks/<int:check_id>/", check, name="check"),
    path("closure/", closure, name="closure"),
    path("distribution/", distribution, name="distribution"),
    path("history/", history, name="history"),
    path("history/restorations/", restorations, name="restorations"),
    path("activity/", activity, name="activity"),
    path("export.md", export_markdown, name="export-markdown"),
    path("export.json", export_json, name="export-json"),
]

of_an_action = [
    path("", action, name="action"),
    path("status/", action_status, name="action-status"),
    path("due-date/", action_due_date, name="action-due-date"),
    path("owner/", action_owner, name="action-owner"),
]

urlpatterns = [
    path("", home, name="home"),
    path("postmortems/", register, name="register"),
    path("postmortems/new/", new, name="new"),
    path("postmortems/import/", import_page, name="import"),
    path("postmortems/<str:incident_id>/", include(of_a_postmortem)),
    path("actions/", actions, name="actions"),
    path("actions/postponements/", postponements, name="postponements"),
    path("actions/<uuid:uid>/", include(of_an_action)),
    path("teams/<slug:slug>/departures/", departures_page, name="departures"),
    path("inspections/", inspections, name="inspections"),
]
