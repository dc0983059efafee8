"""Addresses of the record."""

from django.urls import path

from casework import views

app_name = "casework"
urlpatterns = [
    path("do/<slug:lifecycle>/<int:pk>/<slug:step>/", views.step, name="step"),
]
