"""Everyone's actions across post-mortems."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postmortems.forms.actions import Board
from postmortems.views.access import readable, signed_in

PAGE_LENGTH = 100


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    board = Board.of(request.GET, signed_in(request), on=timezone.now().date())
    page = Paginator(board.found(readable(request)), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "board": board,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "groups": board.groups(page, readable(request)),
    }
    return render(request, "postmortems/actions.html", context)
