"""Everyone's actions across post-mortems, or one person's; and several postponed at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from postmortems import clock
from postmortems.forms.actions import Board
from postmortems.forms.moves import PostponementForm
from postmortems.models import Action
from postmortems.reasons import Reason, Refused
from postmortems.views.access import readable, signed_in
from postmortems.views.history import is_number
from postmortems.views.paging import paged

PAGE_LENGTH = 100


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    return show(request, board_of(request), PostponementForm(actions=Action.objects.none()))


@require_POST
def postponements(request: HttpRequest) -> HttpResponse:
    board, user = board_of(request), signed_in(request)
    form = PostponementForm(request.POST, actions=Action.objects.written().visible_to(user))
    if not form.is_valid():
        return show(request, board, form, status=422)
    try:
        messages.success(request, form.carry_out(by=user, at=clock.now()))
    except Refused as refusal:
        return show(request, board, form, reasons=refusal.reasons, status=409)
    return redirect(board.address)


def board_of(request: HttpRequest) -> Board:
    owner = asked_owner(request.GET.get("owner", ""))
    return Board.of(request.GET, signed_in(request), owner=owner, on=clock.now().date())


def asked_owner(number: str) -> User | None:
    """The person whose actions are asked for; one who has left still has a page."""
    if number and not is_number(number):
        raise Http404
    return get_object_or_404(User, pk=int(number)) if number else None


def show(
    request: HttpRequest,
    board: Board,
    form: PostponementForm,
    *,
    reasons: Sequence[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    listed = paged(request, board.found(), length=PAGE_LENGTH)
    groups = board.groups(listed["page"], readable(request))
    lines = [line for _, lines in groups for line in lines]
    context = {
        "board": board,
        "groups": groups,
        "form": form,
        "is_postponable": form.is_bound or any(line.is_postponable for line in lines),
        "reasons": reasons,
    }
    return render(request, "postmortems/actions.html", listed | context, status=status)
