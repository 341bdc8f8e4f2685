"""What was said to this person, and what of it they have read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from notifications.forms import ReadingForm
from notifications.kinds import KINDS
from notifications.messages import words_of
from notifications.models import Notice
from postmortems import clock
from postmortems.views.access import signed_in
from postmortems.views.paging import paged

PAGE_LENGTH = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    person, now = signed_in(request), clock.now()
    mine = Notice.objects.told().filter(recipient=person, kind__in=KINDS)
    found = mine.select_related("postmortem").order_by("-settled_at", "-due_at", "pk")
    listed = paged(request, found, length=PAGE_LENGTH)
    lines = [
        (notice, notice.words or words_of(notice, person, now=now), KINDS[notice.kind].label)
        for notice in listed["page"]
    ]
    return render(request, "notifications/inbox.html", listed | {"lines": lines})


@require_POST
def readings(request: HttpRequest) -> HttpResponse:
    form = ReadingForm(request.POST)
    unread = Notice.objects.unread().filter(recipient=signed_in(request))
    if form.is_valid():
        form.chosen(unread).update(read_at=clock.now())
    return redirect("notifications:inbox")
