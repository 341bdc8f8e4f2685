"""Old addresses keep answering."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse

from postmortems.views.access import Renamed


class RenamedMiddleware:
    """Sends the reader of a renamed post-mortem to the same page at its address of today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(exception, Renamed) or match is None:
            return None
        kwargs = match.kwargs | {"incident_id": exception.postmortem.incident_id}
        address = reverse(match.view_name, kwargs=kwargs)
        if request.method not in ("GET", "HEAD"):
            return redirect(address, preserve_request=True)
        if query := request.META.get("QUERY_STRING"):
            address += f"?{query}"
        return HttpResponsePermanentRedirect(address)
