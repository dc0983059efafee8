"""Addresses of projects that may become services of the city."""

from django.urls import path

from funding.views import nominations

urlpatterns = [
    path("awards/<int:pk>/nominate/", nominations.nominate, name="nominate"),
    path("nominations/<int:pk>/", nominations.nomination, name="nomination"),
    path("staff/nominations/", nominations.nominations, name="nominations"),
    path("city-services/", nominations.city_services, name="city-services"),
]
