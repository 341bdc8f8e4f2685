"""What was typed when a session ended: look at it, save it, discard it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import KEPT_FIELD, discard, kept_posts, may_save, typed_words
from accounts.views.access import person_of


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    me = person_of(request).pk
    kept = [
        post
        | {
            "may_save": may_save(post, me),
            "kept_at": datetime.fromisoformat(post["at"]),
            "typed": typed_words(post),
        }
        for post in kept_posts(request)
    ]
    return render(request, "accounts/resume.html", {"kept": kept, "kept_field": KEPT_FIELD})


@require_POST
def removal(request: HttpRequest, kept_id: str) -> HttpResponse:
    discard(request, kept_id)
    messages.success(request, "Discarded.")
    return redirect("accounts:resume" if kept_posts(request) else "postmortems:home")
