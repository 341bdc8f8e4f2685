"""The token of an unsubscribe link: whose mail of which kind, signed for that purpose alone."""

from django.core.signing import BadSignature, Signer

from accounts.models import User
from notifications.kinds import KINDS

SIGNER = Signer(salt="notifications.unsubscribe")


def token_for(person: User, kind: str) -> str:
    return SIGNER.sign(f"{person.pk}.{kind}")


def read_token(token: str) -> tuple[User, str] | None:
    """The person and the kind; None for a token that was not made here, or is no longer good."""
    try:
        number, kind = SIGNER.unsign(token).split(".")
        person = User.objects.filter(pk=int(number)).first()
    except (BadSignature, ValueError):
        return None
    is_good = person is not None and kind in KINDS and KINDS[kind].is_optional
    return (person, kind) if person and is_good else None
