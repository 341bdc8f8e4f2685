"""Brings in a post-mortem that was written elsewhere: first a preview, then the document."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from postmortems import clock
from postmortems.forms.imports import DetailsForm, Source, SourceForm, open_imported
from postmortems.views.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = SourceForm(request.POST or None, request.FILES or None, user=user)
    if request.method != "POST":
        return render(request, "postmortems/import.html", {"form": form})
    if not form.has_team:
        raise PermissionDenied
    if not form.is_valid():
        return render(request, "postmortems/import.html", {"form": form}, status=422)
    sources = form.sources()
    if len(sources) > 1:
        context = {"form": form, "sources": sources}
        return render(request, "postmortems/import_files.html", context)
    return import_one(request, form, sources[0])


def import_one(request: HttpRequest, form: SourceForm, source: Source) -> HttpResponse:
    """Nothing is kept between preview and creation: the text travels with the form."""
    if source.reading is None:
        form.add_error("uploads" if source.name else "text", source.problem)
        return render(request, "postmortems/import.html", {"form": form}, status=422)
    is_creating = request.POST.get("do") == "create"
    details = DetailsForm(request.POST) if is_creating else source.details_form
    if is_creating and details.is_valid():
        return create(request, form, source, details)
    context = {"form": form, "source": source, "details": details}
    status = 422 if is_creating else 200
    return render(request, "postmortems/import_preview.html", context, status=status)


def create(
    request: HttpRequest, form: SourceForm, source: Source, details: DetailsForm
) -> HttpResponse:
    assert source.reading  # noqa: S101  for the type checker: a source without one is refused
    postmortem = open_imported(
        source.reading.content,
        team=form.cleaned_data["team"],
        by=signed_in(request),
        at=clock.now(),
        details=details.cleaned_data,
    )
    unplaced = source.reading.report.words_unplaced
    kept = f" {unplaced} words have no place yet: they are under Unplaced." if unplaced else ""
    messages.success(request, f"Imported as {postmortem.incident_id}.{kept}")
    return redirect(postmortem)
