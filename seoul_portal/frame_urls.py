"""Addresses of the frame: home, statements, switches, style guide, health."""

from django.urls import path

from seoul_portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("how-it-works/", views.how_it_works, name="how-it-works"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("style-guide/", views.style_guide, name="style-guide"),
    path("language/", views.set_language, name="set_language"),
    path("display/", views.set_display, name="set_display"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.figures, name="metrics"),
]
