"""Addresses of changes on the way, of pauses, and of cancellation."""

from django.urls import path

from funding.views import asking_changes, changes, clawback

urlpatterns = [
    path("awards/<int:pk>/changes/", changes.changes, name="changes"),
    path("awards/<int:pk>/changes/budget/", asking_changes.budget, name="change-budget"),
    path("awards/<int:pk>/changes/period/", asking_changes.period, name="change-period"),
    path("awards/<int:pk>/changes/plan/", asking_changes.plan, name="change-plan"),
    path("changes/<int:pk>/", changes.variation, name="variation"),
    path("awards/<int:pk>/reclaim/", clawback.propose, name="propose-clawback"),
    path("reclaimed/<int:pk>/", clawback.clawback, name="clawback"),
    path("staff/changes/", changes.variations, name="variations"),
    path("staff/pauses/", changes.pauses, name="pauses"),
    path("staff/reclaimed/", clawback.clawbacks, name="clawbacks"),
]
