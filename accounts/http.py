"""Keeps what somebody typed when their session ended before they saved it.

An anonymous POST to a protected page would be redirected to the sign-in page and its body lost.
Here its text waits in the (anonymous) session, which outlives signing in, and is offered again
at `accounts:resume`. Files and passwords are not kept.
"""

import re
from collections.abc import Callable
from typing import Any, TypedDict
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.core import ratelimit
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

MAX_KEPT_BYTES = 2 * 1024 * 1024
SESSION_KEY = "kept_posts"
KEPT_FIELD = "kept_post"
WRITER_FIELD = "writer"
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
UUID_WORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class KeptPost(TypedDict):
    id: str
    path: str
    at: str
    fields: list[list[str]]
    files: list[str]


class KeepPostMiddleware(LoginRequiredMiddleware):
    """Deny by default, as LoginRequiredMiddleware does, without losing anybody's words."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        login_url = resolve_url(self.get_login_url(view_func))
        if request.method in SAFE_METHODS:
            back = _page_behind(request) if _is_fragment(request) else request.get_full_path()
            return _sign_in(request, login_url, back=back)
        if not _is_checked_form(request, view_func):
            return _sign_in(request, login_url, back="") if _is_htmx(request) else _refuse()
        fields = _typed_fields(request)
        if not fields:
            return _sign_in(request, login_url, back=_page_behind(request))
        if not _keep(request, fields):
            return render(request, "accounts/session_ended.html", status=401)
        return _sign_in(request, login_url, back=reverse("accounts:resume"))

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Forget what was kept once a page has taken it: those answer with a redirect."""
        saved = request.method == "POST" and isinstance(response, HttpResponseRedirect)
        if saved and request.user.is_authenticated and KEPT_FIELD in request.POST:
            discard(request, request.POST[KEPT_FIELD])
        return response


def kept_posts(request: HttpRequest) -> list[KeptPost]:
    """What waits to be saved in this session, oldest first."""
    posts: list[KeptPost] = request.session.get(SESSION_KEY, [])
    return posts


def typed_words(post: KeptPost) -> list[tuple[str, str]]:
    """What was typed, under names that people can read.

    Of a page that tells beside each field what it held before (`base-<name>`), what was changed.
    """
    fields = dict(post["fields"])
    changed = [name for name in fields if fields.get(f"base-{name}", "") != fields[name]]
    if any(name.startswith("base-") for name in fields):
        changed = [name for name in changed if f"base-{name}" in fields]
    return [(_readable(name), fields[name]) for name in changed if name != WRITER_FIELD]


def _readable(name: str) -> str:
    """Such as "Title" for "answer-title" and "Timeline event" for a cell of the timeline."""
    words = UUID_WORD.sub(" ", name).removeprefix("answer-").removeprefix("row-")
    return " ".join(re.split(r"[\s_-]+", words)).strip().capitalize()


def discard(request: HttpRequest, kept_id: str) -> None:
    """Forget one kept post."""
    rest = [post for post in kept_posts(request) if post["id"] != kept_id]
    request.session[SESSION_KEY] = rest


def may_save(post: KeptPost, user_id: int) -> bool:
    """Whether the person who signed in is the one who typed, as far as the page had said."""
    writers = {value for name, value in post["fields"] if name == WRITER_FIELD}
    return writers <= {str(user_id)}


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _is_fragment(request: HttpRequest) -> bool:
    return _is_htmx(request) and "HX-Boosted" not in request.headers


def _is_checked_form(request: HttpRequest, view_func: Callable[..., Any]) -> bool:
    """A form post that CsrfViewMiddleware, which comes first, has let through."""
    return (
        request.method == "POST"
        and request.content_type in FORM_TYPES
        and not getattr(view_func, "csrf_exempt", False)
    )


def _typed_fields(request: HttpRequest) -> list[list[str]]:
    return [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", KEPT_FIELD} and "password" not in name.lower()
    ]


def _keep(request: HttpRequest, fields: list[list[str]]) -> bool:
    """Put the fields into the session; False if there is no room or it happens too often."""
    posts = kept_posts(request)
    size = sum(len(word.encode()) for post in posts for field in post["fields"] for word in field)
    size += sum(len(word.encode()) for field in fields for word in field)
    if size > MAX_KEPT_BYTES or not ratelimit.consume(request, action="keep_post"):
        return False
    post = KeptPost(
        id=uuid4().hex,
        path=request.get_full_path(),
        at=timezone.now().isoformat(),
        fields=fields,
        files=[file.name or "" for name in request.FILES for file in request.FILES.getlist(name)],
    )
    request.session[SESSION_KEY] = [*posts, post]
    return True


def _page_behind(request: HttpRequest) -> str:
    """The page that sent this request, if it is one of ours: the address in the browser's bar."""
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _sign_in(request: HttpRequest, login_url: str, *, back: str) -> HttpResponse:
    """To the sign-in page and then `back`; htmx is told to leave the page, not to swap a piece."""
    url = redirect_to_login(back, login_url).url if back else login_url
    if _is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return redirect(url)


def _refuse() -> HttpResponse:
    return HttpResponse("Your session has ended. Sign in again.", status=401)
