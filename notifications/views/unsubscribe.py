"""The link at the foot of a digest: a page with a button, for whoever has the mail.

Mail programs that offer it themselves send the POST (RFC 8058), without a session or a token of
ours; programs that follow every link of a mail only ever see the page.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.kinds import KINDS
from notifications.models import Preference
from notifications.tokens import read_token


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    found = read_token(token)
    if found is None:
        return render(request, "notifications/unsubscribe.html", status=404)
    person, kind = found
    if request.method == "POST":
        Preference.objects.choose(person, kind, wants_mail=False)
    is_done = request.method == "POST"
    context = {"kind": KINDS[kind], "is_done": is_done, "person": person}
    return render(request, "notifications/unsubscribe.html", context)
