"""Actions for tests, and post-mortems as a sign-off leaves them."""

from postmortems.choices import ActionKind, Status
from postmortems.models import Action, Postmortem
from tests.factories import AT


def promise(
    postmortem: Postmortem,
    title: str = "Count twice",
    *,
    kind: ActionKind = ActionKind.SHORT_TERM,
    **fields: object,
) -> Action:
    return Action.objects.create(postmortem=postmortem, kind=kind, title=title, **fields)


def sign_off(postmortem: Postmortem) -> None:
    """Freeze it as the third signature does."""
    set_life(postmortem, Status.SIGNED_OFF, signed_off_at=AT, locked_at_seq=postmortem.seq)


def close(postmortem: Postmortem) -> None:
    frozen = {"signed_off_at": AT, "locked_at_seq": postmortem.seq}
    set_life(postmortem, Status.CLOSED, closed_at=AT, **frozen)


def excuse(postmortem: Postmortem) -> None:
    set_life(postmortem, Status.NOT_REQUIRED)


def set_life(postmortem: Postmortem, status: Status, **fields: object) -> None:
    Postmortem.objects.filter(pk=postmortem.pk).update(status=status, **fields)
    postmortem.refresh_from_db()
