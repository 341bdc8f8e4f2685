"""One section of the document: alone on its page, or as a fragment that was just saved."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from postmortems.document import SECTION_BY_SLUG
from postmortems.forms.pages import DocumentPage
from postmortems.forms.saving import Saved
from postmortems.models import Postmortem
from postmortems.views.access import HtmxRequest, postmortem_or_404
from postmortems.views.postmortems import page_context, save_document, save_posted


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HtmxRequest, incident_id: str, slug: str) -> HttpResponse:
    if slug not in SECTION_BY_SLUG:
        raise Http404
    if request.method == "POST" and request.htmx:
        saved, fresh = save_posted(request, incident_id)
        context = section_context(request, fresh, slug, saved)
        status = saved.status if saved.refusals else 200
        return render(request, "postmortems/sections/_saved.html", context, status=status)
    if request.method == "POST":
        return save_document(request, incident_id, slug)
    context = section_context(request, postmortem_or_404(request, incident_id), slug)
    return render(request, "postmortems/section.html", context)


def section_context(
    request: HttpRequest, postmortem: Postmortem, slug: str, saved: Saved | None = None
) -> dict[str, object]:
    context = page_context(request, postmortem, saved)
    document = context["document"]
    assert isinstance(document, DocumentPage)  # noqa: S101  for the type checker
    return context | {"only": document.section(SECTION_BY_SLUG[slug])}
