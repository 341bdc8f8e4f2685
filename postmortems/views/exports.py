"""Takes a post-mortem away, as the template filled in or as JSON."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from postmortems.formats.exports import json_of, markdown_of
from postmortems.views.access import postmortem_or_404


@require_safe
def export_markdown(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    return _file(markdown_of(postmortem), f"{postmortem.incident_id}.md", "text/markdown")


@require_safe
def export_json(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    return _file(json_of(postmortem), f"{postmortem.incident_id}.json", "application/json")


def _file(text: str, name: str, content_type: str) -> HttpResponse:
    # An incident id holds no quotes, so that the name needs no escaping.
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
