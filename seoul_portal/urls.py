"""All addresses. The only module of this floor that looks upstairs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("seoul_portal.frame_urls")),
    path("", include("accounts.urls")),
    path("", include("casework.urls")),
    path("", include("notices.urls")),
    path("", include("villages.urls")),
    path("", include("groups.urls")),
    path("", include("proposals.urls")),
    path("", include("funding.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "seoul_portal.errors.bad_request"
handler403 = "seoul_portal.errors.forbidden"
handler404 = "seoul_portal.errors.not_found"
handler429 = "seoul_portal.errors.too_many_requests"
handler500 = "seoul_portal.errors.server_error"
