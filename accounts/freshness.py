"""Whether the person at the keyboard has just proved to be the one who signed in."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User

LASTS = timedelta(minutes=5)
SESSION_KEY = "password_given_again_at"


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the password was given again within five minutes; signing in is no "again"."""
    given = datetime.fromisoformat(request.session.get(SESSION_KEY, "0001-01-01T00:00:00+00:00"))
    return given <= at < given + LASTS


def confirm(request: HttpRequest, user: User, password: str, *, at: datetime) -> bool:
    """Check the password again; from then on the session is fresh. Tries are limited."""
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        return False
    try:
        is_right = get_adapter(request).reauthenticate(user, password)
    except ValidationError:  # too many failed tries, those of signing in among them
        return False
    if not is_right:
        return False
    request.session[SESSION_KEY] = at.isoformat()
    return True
