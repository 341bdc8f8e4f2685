"""Who may see the machinery of mail; to others it does not exist."""

from django.conf import settings
from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.views.access import person_of


def administrator_or_404(request: HttpRequest) -> User:
    person = person_of(request)
    if not person.is_superuser:
        raise Http404
    return person


def demo_or_404() -> None:
    """The mailbox holds everybody's mail, links to new passwords among them."""
    if not settings.DEMO:
        raise Http404
