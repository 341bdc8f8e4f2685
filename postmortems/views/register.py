"""The register: every post-mortem one may read, filtered and sorted by its address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Team
from postmortems import clock
from postmortems.choices import Severity, Status
from postmortems.forms.register import Filters, lines
from postmortems.views.access import HtmxRequest, readable, signed_in
from postmortems.views.paging import paged

PAGE_LENGTH = 50


@require_safe
def register(request: HtmxRequest) -> HttpResponse:
    user, now = signed_in(request), clock.now()
    filters = Filters.of(request.GET)
    found = filters.apply(readable(request), user=user, now=now)
    listed = paged(request, found, length=PAGE_LENGTH)
    context = {
        "filters": filters,
        "lines": lines(listed["page"].object_list, user=user, now=now),
        "quick": filters.quick(readable(request), user=user, now=now),
        "teams": Team.objects.order_by("name"),
        "severities": Severity,
        "statuses": Status,
    }
    template = "postmortems/register.html"
    return render(request, f"{template}#table" if request.htmx else template, listed | context)
