"""What every page shows of the sending: that it is paused, and in the demo its mailbox."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from notifications.models import Control, MailboxMail


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
