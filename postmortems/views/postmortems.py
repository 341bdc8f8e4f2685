"""The document: one page that is the form."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from accounts.models import User
from postmortems import clock
from postmortems.choices import Via
from postmortems.consistency import Doubt
from postmortems.document import TABLES
from postmortems.editing import commit, open_postmortem
from postmortems.forms.controls import Page
from postmortems.forms.names import UID
from postmortems.forms.new import NewPostmortemForm
from postmortems.forms.pages import DocumentPage, suggestions, timeline_doubts
from postmortems.forms.saving import Saved, save
from postmortems.forms.signatures import SignOffPage
from postmortems.forms.steps import next_step
from postmortems.models import Postmortem, Snapshot
from postmortems.permissions import is_writer, may_steer, may_write
from postmortems.views.access import postmortem_or_404, signed_in

MOST_PEOPLE = 500
DELETED = re.compile(rf"(?P<table>[a-z-]+):{UID}")


class SeeOther(HttpResponseRedirect):
    """A browser asks for the page again with GET, whatever it had sent."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, incident_id: str) -> HttpResponse:
    if request.method == "POST":
        return save_document(request, incident_id)
    context = page_context(request, postmortem_or_404(request, incident_id))
    return render(request, "postmortems/document.html", context)


def save_document(request: HttpRequest, incident_id: str, slug: str = "") -> HttpResponse:
    """Save what was posted; what cannot be saved is shown again with the reason."""
    saved, fresh = save_posted(request, incident_id)
    if saved.refusals:
        context = page_context(request, fresh, saved)
        return render(request, "postmortems/document.html", context, status=saved.status)
    if not request.POST.get("do"):
        messages.success(request, "Saved.")
    deleted = f"?deleted={saved.deleted}" if saved.deleted else ""
    anchor = f"#{saved.anchor or slug}".rstrip("#")
    return SeeOther(f"{fresh.get_absolute_url()}{deleted}{anchor}")


def save_posted(request: HttpRequest, incident_id: str) -> tuple[Saved, Postmortem]:
    """Write what was posted; the post-mortem as it is afterwards.

    A frozen document takes nothing, but keeps the words and says so: it is no reason to lose them.
    """
    postmortem = postmortem_or_404(request, incident_id)
    if not is_writer(postmortem):
        raise PermissionDenied
    saved = save(postmortem, request.POST, by=signed_in(request), at=clock.now())
    renamed = Postmortem.objects.values_list("incident_id", flat=True).get(pk=postmortem.pk)
    return saved, postmortem_or_404(request, renamed)


def page_context(
    request: HttpRequest, postmortem: Postmortem, saved: Saved | None = None
) -> dict[str, object]:
    """Everything the page shows, of one moment."""
    now, user = clock.now(), signed_in(request)
    snapshot = Snapshot.of(postmortem)
    doubts: dict[str, list[Doubt]] = {}
    for doubt in timeline_doubts(snapshot, now=now):
        doubts.setdefault(doubt.target, []).append(doubt)
    page = Page(
        is_writable=may_write(postmortem),
        time_zone=user.time_zone,
        posted=request.POST,
        refused=saved.refused_by_target if saved else {},
        rivals=saved.rivals if saved else {},
        doubts=doubts,
        suggestions=suggestions(postmortem),
    )
    sign_off = SignOffPage(snapshot, user=user, now=now)
    return {
        "document": DocumentPage(snapshot, page=page, now=now, sign_off=sign_off),
        "postmortem": postmortem,
        "step": next_step(sign_off),
        "may_steer": may_steer(postmortem, user),
        "client": request.POST.get("client") or get_random_string(16),
        "people": people(),
        "saved": saved,
        "deleted": just_deleted(request),
    }


def people() -> QuerySet[User]:
    """Whom a field for a person offers."""
    return User.objects.active().order_by("full_name")[:MOST_PEOPLE]


def just_deleted(request: HttpRequest) -> dict[str, str] | None:
    """The row that was deleted a moment ago, for its “Undo” button."""
    row = request.GET.get("deleted", "")
    if not (match := DELETED.fullmatch(row)) or match["table"] not in TABLES:
        return None
    return {"row": row, "name": TABLES[match["table"]].row_name}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewPostmortemForm(request.POST or None, user=signed_in(request))
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "people": people()}
        return render(request, "postmortems/new.html", context, status=status)
    now, by = clock.now(), signed_in(request)
    with transaction.atomic():
        postmortem = open_postmortem(by=by, at=now, **form.opening())
        commit(
            postmortem.pk,
            by=by,
            client=get_random_string(16),
            edits=form.edits(base=postmortem.seq),
            via=Via.FORM,
            at=now,
        )
    return redirect(postmortem)
