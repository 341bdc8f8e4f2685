"""One action: its page, and what its owner and those who steer its post-mortem do with it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from postmortems import clock
from postmortems.forms.moves import ChangeForm, DueDateForm, MoveForm, OwnerForm
from postmortems.forms.promises import PromisePage
from postmortems.models import Action, Postmortem
from postmortems.permissions import may_move
from postmortems.reasons import Reason, Refused
from postmortems.views.access import HtmxRequest, readable, signed_in


def action_or_404(request: HttpRequest, uid: UUID) -> tuple[Action, bool]:
    """The action, and whether the person reads its post-mortem too. Its owner need not."""
    user = signed_in(request)
    found = Action.objects.written().visible_to(user).select_related("owner").filter(uid=uid)
    if (action := found.first()) is None:
        raise Http404
    postmortem = readable(request).filter(pk=action.postmortem_id).first()
    everything = Postmortem.objects.with_role_of(user)
    action.postmortem = postmortem or everything.get(pk=action.postmortem_id)
    return action, postmortem is not None


@require_safe
def action(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, can_read = action_or_404(request, uid)
    user, today = signed_in(request), clock.now().date()
    page = PromisePage(found, user=user, on=today, wanted=request.GET.get("do", ""))
    context = {"page": page, "action": found, "can_read": can_read}
    return render(request, "postmortems/action.html", context)


@require_POST
def action_status(request: HtmxRequest, uid: UUID) -> HttpResponse:
    found, can_read = movable_or_403(request, uid)
    form = MoveForm.of(request.POST, action=found)
    if form is None:
        raise BadRequest
    return answer(request, form, can_read=can_read)


@require_POST
def action_due_date(request: HtmxRequest, uid: UUID) -> HttpResponse:
    found, can_read = movable_or_403(request, uid)
    return answer(request, DueDateForm(request.POST, action=found), can_read=can_read)


@require_POST
def action_owner(request: HtmxRequest, uid: UUID) -> HttpResponse:
    found, can_read = movable_or_403(request, uid)
    return answer(request, OwnerForm(request.POST, action=found), can_read=can_read)


def movable_or_403(request: HttpRequest, uid: UUID) -> tuple[Action, bool]:
    found, can_read = action_or_404(request, uid)
    if not may_move(found, signed_in(request)):
        raise PermissionDenied
    return found, can_read


def answer(request: HtmxRequest, form: ChangeForm, *, can_read: bool) -> HttpResponse:
    """Back to where the person came from; or the form again, with what speaks against it."""
    if not form.is_valid():
        return refused(request, form.asked(), [], can_read=can_read)
    try:
        told = form.carry_out(by=signed_in(request), at=clock.now())
    except Refused as refusal:
        return refused(request, form, refusal.reasons, can_read=can_read)
    messages.success(request, told)
    return redirect(way_back(request, form))


def way_back(request: HttpRequest, form: ChangeForm) -> str:
    """The list it was changed from, or its page while the person still sees it."""
    back = form.cleaned_data["back"]
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return str(back)
    visible = Action.objects.visible_to(signed_in(request)).filter(pk=form.action.pk)
    return form.action.get_absolute_url() if visible.exists() else "postmortems:actions"


def refused(
    request: HtmxRequest, form: ChangeForm, reasons: Sequence[Reason], *, can_read: bool
) -> HttpResponse:
    """409 for what may not happen, 422 for what is missing; a list shows it in the row."""
    form.focus()
    today = clock.now().date()
    page = PromisePage(form.action, user=signed_in(request), on=today, posted=form)
    context = {"page": page, "action": form.action, "can_read": can_read, "reasons": reasons}
    context |= {"form": form}
    template = "_action_row" if request.htmx else "action"
    status = 409 if reasons else 422
    response = render(request, f"postmortems/{template}.html", context, status=status)
    if request.htmx:
        retarget(response, f"#status-{form.action.uid}")
        return reswap(reselect(response, "form"), "innerHTML")
    return response
