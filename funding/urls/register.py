"""Addresses of the public register of awards and of what was announced."""

from django.urls import path

from funding.views import register

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/<int:pk>/", register.entry, name="entry"),
    path("register/figures/", register.figures, name="figures"),
    path("register.json", register.as_json, name="register-json"),
    path("register.csv", register.as_csv, name="register-csv"),
    path("announcements.atom", register.announcements, name="announcements"),
]
