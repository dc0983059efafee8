"""Addresses of a person's own account."""

urlpatterns: list = []
