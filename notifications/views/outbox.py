"""What waits to be sent and what was given up, for administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from notifications.models import Control, Email
from notifications.views.access import administrator_or_404
from postmortems import clock
from postmortems.views.paging import paged

PAGE_LENGTH = 50


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    administrator_or_404(request)
    pending = Email.objects.pending().order_by("next_attempt_at")
    dead = Email.objects.dead().order_by("-next_attempt_at").prefetch_related("tries")
    page = {
        "pending": pending.prefetch_related("tries")[:PAGE_LENGTH],
        "pending_count": pending.count(),
    }
    return render(
        request, "notifications/outbox.html", page | paged(request, dead, length=PAGE_LENGTH)
    )


@require_POST
def retries(request: HttpRequest) -> HttpResponse:
    """Try again all that were given up and can be tried."""
    administrator_or_404(request)
    if revived := Email.objects.revive(at=clock.now()):
        messages.success(request, f"Tried again within a minute: {revived}.")
    else:
        messages.error(request, "None of these mails can be tried again.")
    return redirect("notifications:outbox")


@require_POST
def retry(request: HttpRequest, email_id: UUID) -> HttpResponse:
    """Try one of them again."""
    administrator_or_404(request)
    email = get_object_or_404(Email.objects.dead(), pk=email_id)
    if Email.objects.filter(pk=email.pk).revive(at=clock.now()):
        messages.success(request, f"Tried again within a minute: {email}.")
    else:
        messages.error(request, email.reason_against_reviving)
    return redirect("notifications:outbox")


@require_POST
def resumption(request: HttpRequest) -> HttpResponse:
    administrator_or_404(request)
    Control.current().resume()
    messages.success(request, "Sending goes on. What fell due meanwhile leaves within a minute.")
    return redirect("notifications:outbox")
