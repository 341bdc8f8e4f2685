"""Who may do what (domain.md section 7). Who may *read* is `Postmortem.objects.visible_to`."""

from typing import TYPE_CHECKING

from accounts.roles import Role
from postmortems.choices import Status, Visibility

if TYPE_CHECKING:
    from accounts.models import User
    from postmortems.models import Postmortem
    from postmortems.models.promise import Promise

WRITABLE = (Status.DRAFT, Status.IN_REVIEW)


def is_writer(postmortem: "Postmortem") -> bool:
    """Whether the person the post-mortem was read for may write in it, while it is open.

    Needs the annotations of `with_role_of`.
    """
    if postmortem.visibility == Visibility.RESTRICTED:
        return bool(postmortem.is_named)
    return postmortem.role_here in (Role.MEMBER, Role.MANAGER) or bool(postmortem.is_named)


def may_write(postmortem: "Postmortem") -> bool:
    """Content changes while *Draft* or *In review*, and not while the text is frozen."""
    return (
        postmortem.status in WRITABLE and postmortem.locked_at_seq is None and is_writer(postmortem)
    )


def may_steer(postmortem: "Postmortem", user: "User") -> bool:
    """The leads and the team's managers change who reads and takes part, and record whom was told."""
    leads = (postmortem.incident_lead_id, postmortem.postmortem_lead_id)
    return user.pk in leads or postmortem.role_here == Role.MANAGER


def may_check(postmortem: "Postmortem", user: "User") -> bool:
    """Post-mortem Lead, Engineering Manager and team managers answer follow-ups and close."""
    named = (postmortem.postmortem_lead_id, postmortem.engineering_manager_id)
    return user.pk in named or postmortem.role_here == Role.MANAGER


def may_move(action: "Promise", user: "User") -> bool:
    """The owner, from whatever team, and who may steer: its status, due date and owner."""
    return user.pk == action.owner_id or may_steer(action.postmortem, user)


def may_open_in(role: str | None) -> bool:
    """Whether a membership with this role may start and import post-mortems in its team."""
    return role in (Role.MEMBER, Role.MANAGER)


def may_excuse(postmortem: "Postmortem", user: "User") -> bool:
    """Waive the deadline, mark as not required, reopen: who answers for the team."""
    is_manager = (
        user.pk == postmortem.engineering_manager_id or postmortem.role_here == Role.MANAGER
    )
    return is_manager or user.is_superuser


def may_sign(postmortem: "Postmortem", user: "User") -> bool:
    """Named in one of the three roles; nobody signs for somebody else."""
    return user.pk in (
        postmortem.incident_lead_id,
        postmortem.postmortem_lead_id,
        postmortem.engineering_manager_id,
    )
