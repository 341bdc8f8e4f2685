"""Who is told, inside the product, of a mail that could not be delivered."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Team, User
from accounts.roles import Role
from notifications.models import Email, Notice
from notifications.models.notice import NoticeState

KIND = "mail_failed"


def tell_of_dead(email: Email, *, at: datetime) -> None:
    """A notice in the inbox of each who can mend the address. What the mail said is not told."""
    facts = {"to": email.to_address, "reason": email.last_error}
    Notice.objects.bulk_create(
        (
            Notice(
                kind=KIND,
                recipient=person,
                subject=f"email:{email.pk}",
                due_at=at,
                state=NoticeState.SHOWN,
                facts=facts,
                created_at=at,
                settled_at=at,
            )
            for person in who_can_mend(email)
        ),
        ignore_conflicts=True,
    )


def who_can_mend(email: Email) -> QuerySet[User]:
    """The managers of the teams it concerns, and the administrators."""
    manages = Q(memberships__role=Role.MANAGER, memberships__team__in=teams_of(email))
    return User.objects.active().filter(manages | Q(is_superuser=True)).distinct()


def teams_of(email: Email) -> QuerySet[Team]:
    """The teams of the documents it speaks of; of a mail about none, the recipient's own."""
    of_documents = Team.objects.filter(postmortems__notices__email=email).distinct()
    if of_documents.exists():
        return of_documents
    return Team.objects.filter(memberships__user=email.to_user_id)
