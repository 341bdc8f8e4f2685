"""The register: every post-mortem one may read, filtered and sorted by its address."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Team
from postmortems.choices import Severity, Status
from postmortems.forms.register import Filters, lines
from postmortems.views.access import HtmxRequest, readable, signed_in

PAGE_LENGTH = 50


@require_safe
def register(request: HtmxRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    filters = Filters.of(request.GET)
    found = filters.apply(readable(request), user=user, now=now)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "lines": lines(page.object_list, user=user, now=now),
        "quick": filters.quick(readable(request), user=user, now=now),
        "teams": Team.objects.order_by("name"),
        "severities": Severity,
        "statuses": Status,
    }
    template = "postmortems/register.html"
    return render(request, f"{template}#table" if request.htmx else template, context)
