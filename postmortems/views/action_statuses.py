"""How far an action is, said from the board by those who may write in its document."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from postmortems import clock
from postmortems.choices import Via
from postmortems.editing import commit
from postmortems.forms.actions import Board, status_edit
from postmortems.models import Action
from postmortems.views.access import signed_in, writable_or_403


@require_POST
def action_status(request: HttpRequest, incident_id: str, uid: UUID) -> HttpResponse:
    postmortem = writable_or_403(request, incident_id)
    action = get_object_or_404(Action.objects.written(), postmortem=postmortem, uid=uid)
    by, now = signed_in(request), clock.now()
    edit = status_edit(action, request.POST, base=postmortem.seq)
    outcome = commit(postmortem.pk, by=by, client="board", edits=[edit], via=Via.FORM, at=now)
    for refusal in outcome.refused:
        messages.error(request, f"“{action.title}” is as it was: {refusal.sentence}")
    return redirect(Board.of(request.GET, by, on=now.date()).address)
