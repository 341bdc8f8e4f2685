"""What every page shows of the inbox."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from notifications.models import Notice

MOST_COUNTED = 100


def inbox(request: HttpRequest) -> dict[str, object]:
    """How many notices are unread, counted only if the page shows it, and no further than 100."""
    return {"unread": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    if not isinstance(request.user, User):
        return 0
    return Notice.objects.unread().filter(recipient=request.user)[:MOST_COUNTED].count()
