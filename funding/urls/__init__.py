"""Addresses of floor 5, a file per noun."""

from funding.urls import rounds, spending

app_name = "funding"
urlpatterns = [
    *rounds.urlpatterns,
    *spending.urlpatterns,
]
