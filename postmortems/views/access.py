"""The only way to a post-mortem from a request: who may not read it gets 404."""

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from postmortems.models import Postmortem
from postmortems.permissions import may_write

if TYPE_CHECKING:
    from postmortems.models.postmortem_set import PostmortemQuerySet


class Renamed(Exception):
    """The post-mortem answers at another address now."""

    def __init__(self, postmortem: Postmortem) -> None:
        super().__init__(postmortem.incident_id)
        self.postmortem = postmortem


def signed_in(request: HttpRequest) -> User:
    """The person; every view but the public ones has one (LoginRequiredMiddleware)."""
    return cast("User", request.user)


class HtmxRequest(HttpRequest):
    """A request that has passed django-htmx's middleware, as all do."""

    htmx: HtmxDetails


def readable(request: HttpRequest) -> "PostmortemQuerySet":
    """What the person may read, with their role in its team."""
    return Postmortem.objects.visible_to(signed_in(request))


def postmortem_or_404(request: HttpRequest, incident_id: str) -> Postmortem:
    """The post-mortem with its people and answers. Raises Http404, or Renamed for an old id."""
    found = readable(request).with_people()
    if postmortem := found.filter(incident_id__iexact=incident_id).first():
        return postmortem
    former = found.filter(former_incident_ids__incident_id__iexact=incident_id).first()
    if former is None:
        raise Http404
    raise Renamed(former)


def writable_or_403(request: HttpRequest, incident_id: str) -> Postmortem:
    """The post-mortem, if the person may write in it now. Raises PermissionDenied as well."""
    postmortem = postmortem_or_404(request, incident_id)
    if not may_write(postmortem):
        raise PermissionDenied
    return postmortem
