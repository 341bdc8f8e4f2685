"""For administrators to look, not to touch: content changes through the write path only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from postmortems.models import Activity, Change, LateEdit, Postmortem


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Postmortem)
class PostmortemAdmin(ReadOnlyAdmin):
    """Without what is restricted: an administrator reads that by a recorded act only."""

    list_display = ["incident_id", "team", "severity", "status", "visibility", "opened_at"]
    list_filter = ["status", "severity", "team"]
    search_fields = ["incident_id", "title"]
    date_hierarchy = "opened_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        return Postmortem.objects.visible_to(request.user)  # type: ignore[arg-type]


@admin.register(Change, Activity, LateEdit)
class LogAdmin(ReadOnlyAdmin):
    list_display = ["postmortem", "__str__", "at"]
    list_select_related = ["postmortem"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        found = Postmortem.objects.visible_to(request.user)  # type: ignore[arg-type]
        return super().get_queryset(request).filter(postmortem__in=found.values("pk"))
