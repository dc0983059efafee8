"""Addresses of floor 5, a file per noun."""

from funding.urls import agreement, asking, changing, nominations, register, rounds, spending

app_name = "funding"
urlpatterns = [
    *rounds.urlpatterns,
    *agreement.urlpatterns,
    *asking.urlpatterns,
    *changing.urlpatterns,
    *spending.urlpatterns,
    *nominations.urlpatterns,
    *register.urlpatterns,
]
