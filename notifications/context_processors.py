"""What every page shows of mail: the unread notices, a pause, and in the demo the mailbox."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from notifications.models import Control, MailboxMail, Notice

MOST_COUNTED = 100


def sending(request: HttpRequest) -> dict[str, object]:
    """Asks the database for an administrator, or in the demo; and only if the page looks."""
    return {
        "pause": SimpleLazyObject(lambda: _pause_seen_by(request)),
        "has_mailbox": settings.DEMO,
        "new_mails": SimpleLazyObject(lambda: MailboxMail.objects.unopened().count()),
    }


def _pause_seen_by(request: HttpRequest) -> Control | None:
    """The pause, if there is one and this person can end it."""
    # A request that was refused early has none.
    person = getattr(request, "user", None)
    if not isinstance(person, User) or not person.is_superuser:
        return None
    return Control.objects.filter(sending_paused=True).first()


def inbox(request: HttpRequest) -> dict[str, object]:
    """How many notices are unread, counted only if the page shows it, and no further than 100."""
    return {"unread": SimpleLazyObject(lambda: _unread(request))}


def _unread(request: HttpRequest) -> int:
    person = getattr(request, "user", None)
    if not isinstance(person, User):
        return 0
    return Notice.objects.unread().filter(recipient=person)[:MOST_COUNTED].count()
