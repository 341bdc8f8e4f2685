"""Puts off the reminders of one's own overdue action."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from notifications.forms import SnoozeForm
from notifications.models import Snooze
from postmortems import clock
from postmortems.deadlines import local_day
from postmortems.models import Action
from postmortems.reasons import Refused
from postmortems.views.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, uid: UUID) -> HttpResponse:
    person, now = signed_in(request), clock.now()
    # An owner may move their action where they cannot read the document.
    own = Action.objects.written().owned_by(person).select_related("postmortem")
    action = get_object_or_404(own, uid=uid)
    form = SnoozeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            on = local_day(now, person.time_zone)
            Snooze.objects.put_off(action, by=person, at=now, on=on, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"No reminders until {form.cleaned_data['until']:%-d %b %Y}.")
            return redirect("postmortems:action", uid)
    context = {"form": form, "action": action, "snoozes": Snooze.objects.filter(action=action)[:5]}
    status = 422 if form.is_bound else 200
    return render(request, "notifications/snooze.html", context, status=status)
