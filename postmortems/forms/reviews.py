"""What documents in review ask of a person: to sign, or to mend what a signer asked for."""

from django.db.models import Prefetch, Q

from accounts.models import User
from postmortems.choices import Decision, Status
from postmortems.models import Postmortem, Signature
from postmortems.models.postmortem_set import PostmortemQuerySet
from postmortems.models.signature import SignatureQuerySet, of_another_text
from postmortems.workflow import roles_of

MOST = 50


def to_sign(user: User, readable: PostmortemQuerySet) -> list[Postmortem]:
    """Where the person has a role, and has not said yet what they think of the text as it is."""
    named = Q(incident_lead=user) | Q(postmortem_lead=user) | Q(engineering_manager=user)
    own = Signature.objects.current().filter(person=user)
    return [
        postmortem
        for postmortem in _in_review(readable.filter(named), own)
        if len(_standing(postmortem)) < len(roles_of(postmortem, user))
    ]


def to_mend(user: User, readable: PostmortemQuerySet) -> list[tuple[Postmortem, Signature]]:
    """Where the person leads, and a signer requested changes of the text as it is."""
    leads = Q(postmortem_lead=user) | Q(incident_lead=user, postmortem_lead=None)
    requests = Signature.objects.current().filter(decision=Decision.CHANGES_REQUESTED)
    return [
        (postmortem, _standing(postmortem)[0])
        for postmortem in _in_review(readable.filter(leads), requests)
        if _standing(postmortem)
    ]


def _in_review(found: PostmortemQuerySet, signatures: SignatureQuerySet) -> list[Postmortem]:
    shown = Prefetch("signatures", queryset=signatures, to_attr="shown_signatures")
    in_review = found.filter(status=Status.IN_REVIEW).order_by("submitted_at")
    return list(in_review.with_people().prefetch_related(shown)[:MOST])


def _standing(postmortem: Postmortem) -> list[Signature]:
    """Those for the text as it is; it is only read where something was changed since."""
    given: list[Signature] = postmortem.shown_signatures  # type: ignore[attr-defined]
    stale = of_another_text(postmortem, given)
    return [each for each in given if each not in stale]
