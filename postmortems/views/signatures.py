"""Signing: the review's foot, and what it refuses."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.freshness import confirm, is_fresh
from postmortems import clock
from postmortems.choices import Decision
from postmortems.editing.history import entries
from postmortems.forms.signatures import SignatureForm
from postmortems.models import Postmortem, Signature
from postmortems.models.signature import TextChanged
from postmortems.permissions import may_sign
from postmortems.reasons import Refused
from postmortems.verification import verify
from postmortems.views.access import postmortem_or_404, signed_in
from postmortems.views.review import review_context

CONFLICT, UNPROCESSABLE = 409, 422


@sensitive_post_parameters("password")
@require_POST
def signatures(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = postmortem_or_404(request, incident_id)
    if not may_sign(postmortem, signed_in(request)):
        raise PermissionDenied
    is_known = is_fresh(request, at=clock.now())
    form = SignatureForm(request.POST, is_fresh=is_known)
    if form.is_valid() and (is_known or _is_confirmed(request, form)):
        return _sign(request, postmortem, form)
    context = review_context(request, postmortem) | {"form": form}
    return render(request, "postmortems/review.html", context, status=UNPROCESSABLE)


def _is_confirmed(request: HttpRequest, form: SignatureForm) -> bool:
    password = form.cleaned_data["password"]
    if confirm(request, signed_in(request), password, at=clock.now()):
        return True
    form.add_error("password", "This is not your password, or it was tried too often.")
    return False


def _sign(request: HttpRequest, postmortem: Postmortem, form: SignatureForm) -> HttpResponse:
    """Sign what was read; what was edited meanwhile is shown instead, for another chance."""
    decision = Decision(form.cleaned_data["decision"])
    refusal: dict[str, object] = {}
    try:
        Signature.objects.sign(
            postmortem,
            decision=decision,
            by=signed_in(request),
            at=clock.now(),
            seen=form.seen,
            comment=form.cleaned_data["comment"].strip(),
        )
    except TextChanged:
        refusal = {"meanwhile": entries(postmortem, since=form.seen.seq)}
    except Refused as refused:
        refusal = {"refused": refused.reasons}
    if refusal:
        fresh = postmortem_or_404(request, postmortem.incident_id)
        context = review_context(request, fresh, comment=form.cleaned_data["comment"]) | refusal
        return render(request, "postmortems/review.html", context, status=CONFLICT)
    messages.success(
        request, "Signed." if decision is Decision.APPROVED else "Changes are requested."
    )
    return redirect("postmortems:review", postmortem.incident_id)


@require_safe
def signed_text(request: HttpRequest, incident_id: str, number: int) -> HttpResponse:
    """The canonical text that a signature stands on, byte by byte."""
    postmortem = postmortem_or_404(request, incident_id)
    signature = get_object_or_404(
        postmortem.signatures.select_related("signed_text"), number=number
    )
    response = HttpResponse(signature.signed_text.text, content_type="application/json")
    name = f"{postmortem.incident_id}-signed-{signature.short_hash}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def verification(request: HttpRequest, incident_id: str) -> HttpResponse:
    """What `verify_signoffs` says of this document."""
    postmortem = postmortem_or_404(request, incident_id)
    found = postmortem.signatures.order_by("number")
    context = {"postmortem": postmortem, "signatures": found, "findings": verify(postmortem)}
    return render(request, "postmortems/verification.html", context)
