"""The demo's mailbox, and the clock that jumps ahead."""

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from notifications.channels.reading import html_of, read, text_of
from notifications.jumping import NEXT, SPANS, jump_ahead, next_stop
from notifications.models import MailboxMail
from notifications.views.access import demo_or_404
from postmortems import clock
from postmortems.spans import show_duration
from postmortems.views.paging import paged

PAGE_LENGTH = 50
# A link opens a tab of its own; nothing else of a mail may do anything.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox"]
STRICT = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX,
}


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    demo_or_404()
    ahead = clock.ahead()
    page = {
        "now": clock.now(),
        "ahead": show_duration(ahead) if ahead else "",
        "spans": SPANS,
        "next": next_stop(now=clock.now()),
    }
    mails = MailboxMail.objects.defer("raw")
    return render(
        request, "notifications/mailbox.html", page | paged(request, mails, length=PAGE_LENGTH)
    )


@require_POST
def jumps(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock ahead, and let everything happen that would have."""
    demo_or_404()
    now, jump = clock.now(), request.POST.get("to", "")
    if jump not in {NEXT, *SPANS}:
        return HttpResponseBadRequest("There is no such jump.")
    before = MailboxMail.objects.count()
    if swept := jump_ahead(jump, now=now):
        arrived = MailboxMail.objects.count() - before
        say(request, arrived=arrived, paused=swept.paused)
    else:
        messages.info(request, "Nothing is planned: no deadline, check or reminder lies ahead.")
    return redirect("notifications:mailbox")


def say(request: HttpRequest, *, arrived: int, paused: str) -> None:
    if paused:
        messages.warning(request, f"The clock has moved, but sending is paused. {paused}")
        return
    mails = {0: "No mail has", 1: "One mail has"}.get(arrived, f"{arrived} mails have")
    messages.success(request, f"It is {clock.now():%-d %b %Y, %H:%M} UTC. {mails} arrived.")


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@require_safe
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    demo_or_404()
    mail = get_object_or_404(MailboxMail, pk=mail_id)
    mail.open()
    message = read(mail)
    page = {
        "mail": mail,
        "sender": message["From"],
        "text": text_of(message),
        "has_html": bool(html_of(message)),
        "sandbox": " ".join(SANDBOX),
    }
    return render(request, "notifications/mail.html", page)


@csp(STRICT)  # type: ignore[arg-type]
@xframe_options_sameorigin
@require_safe
def html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The mail's own HTML, for the frame on its page."""
    demo_or_404()
    words = html_of(read(get_object_or_404(MailboxMail, pk=mail_id)))
    return HttpResponse(words.replace("<head>", '<head><base target="_blank">', 1))


@require_safe
def source(request: HttpRequest, mail_id: int) -> HttpResponse:
    demo_or_404()
    mail = get_object_or_404(MailboxMail, pk=mail_id)
    return HttpResponse(bytes(mail.raw), content_type="text/plain; charset=utf-8")
