"""Screenshots: uploaded, served to those who may read the document, deleted."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postmortems import clock
from postmortems.choices import Via
from postmortems.document import ATTACHMENTS
from postmortems.editing import Edit, commit
from postmortems.formats.images import CleanImage
from postmortems.forms.screenshots import ScreenshotForm
from postmortems.models import Attachment
from postmortems.views.access import postmortem_or_404, signed_in, writable_or_403


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, incident_id: str) -> HttpResponse:
    postmortem = writable_or_403(request, incident_id)
    form = ScreenshotForm(
        request.POST or None,
        request.FILES or None,
        postmortem=postmortem,
        metric=request.GET.get("metric", ""),
    )
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "postmortem": postmortem}
        return render(
            request, "postmortems/attachments.html", context, status=422 if form.is_bound else 200
        )
    values = form.values() | keep_image(form.cleaned_data["file"])
    edit = Edit(
        ATTACHMENTS.target,
        {"add": str(uuid4()), "values": values},
        base=postmortem.seq,
        is_trusted=True,
    )
    by, now = signed_in(request), clock.now()
    outcome = commit(postmortem.pk, by=by, client="upload", edits=[edit], via=Via.FORM, at=now)
    for ack in outcome.refused:
        messages.error(request, ack.sentence)
    return redirect(f"{postmortem.get_absolute_url()}#metrics")


def keep_image(image: CleanImage) -> dict[str, str | int]:
    """Store the image under a random name; what the attachment's row says of it."""
    name = f"{uuid4().hex}.{image.extension.lstrip('.')}"
    return {
        "file": default_storage.save(name, ContentFile(image.content)),
        "content_type": image.content_type,
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
    }


@require_safe
def attachment(request: HttpRequest, incident_id: str, uid: UUID) -> HttpResponse:
    shown = attachment_or_404(request, incident_id, uid)
    try:
        with default_storage.open(shown.file) as file:
            response = HttpResponse(file.read(), content_type=shown.content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def attachment_deletion(request: HttpRequest, incident_id: str, uid: UUID) -> HttpResponse:
    postmortem = writable_or_403(request, incident_id)
    edit = Edit(ATTACHMENTS.target, {"del": str(uid)}, base=postmortem.seq)
    by, now = signed_in(request), clock.now()
    commit(postmortem.pk, by=by, client="upload", edits=[edit], via=Via.FORM, at=now)
    return redirect(f"{postmortem.get_absolute_url()}#metrics")


def attachment_or_404(request: HttpRequest, incident_id: str, uid: UUID) -> Attachment:
    postmortem = postmortem_or_404(request, incident_id)
    found = Attachment.objects.filter(postmortem=postmortem, uid=uid, deleted_at=None).first()
    if found is None:
        raise Http404
    return found
