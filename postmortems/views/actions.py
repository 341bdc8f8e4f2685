"""Everyone's actions across post-mortems."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postmortems import clock
from postmortems.forms.actions import Board
from postmortems.views.access import readable, signed_in
from postmortems.views.paging import paged

PAGE_LENGTH = 100


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    board = Board.of(request.GET, signed_in(request), on=clock.now().date())
    listed = paged(request, board.found(readable(request)), length=PAGE_LENGTH)
    context = {
        "board": board,
        "groups": board.groups(listed["page"], readable(request)),
    }
    return render(request, "postmortems/actions.html", listed | context)
