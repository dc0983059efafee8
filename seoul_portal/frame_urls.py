"""Addresses of the frame: home, language, style guide, health."""

from django.urls import path

from seoul_portal import views

urlpatterns = [
    path("", views.home, name="home"),
]
