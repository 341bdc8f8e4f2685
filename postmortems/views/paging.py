"""A long list a page at a time; the address says which."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def paged(request: HttpRequest, found: QuerySet[Any], *, length: int) -> dict[str, Any]:
    """What `_components/pagination.html` shows: `page`, and the numbers beside it."""
    page = Paginator(found, length).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "pages": pages}
