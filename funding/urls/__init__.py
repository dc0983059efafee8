"""Addresses of floor 5, a file per noun."""

from funding.urls import agreement, rounds, spending

app_name = "funding"
urlpatterns = [
    *rounds.urlpatterns,
    *agreement.urlpatterns,
    *spending.urlpatterns,
]
