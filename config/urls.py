"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from config.health import livez, readyz
from config.metrics import metrics

urlpatterns = [
    path("", include("postmortems.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
]
