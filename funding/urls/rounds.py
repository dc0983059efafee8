"""Addresses of rounds, results and the ledger. ``/results/`` is the public record."""

from django.urls import path

from funding.views import feedback, ledger, ranking, reserve, results, rounds

urlpatterns = [
    path("results/", results.results, name="results"),
    path("results/<int:pk>/", results.result, name="result"),
    path("proposals/<int:pk>/feedback/", feedback.feedback, name="feedback"),
    path("proposals/<int:pk>/letter/", feedback.letter, name="letter"),
    path("staff/rounds/", rounds.rounds, name="rounds"),
    path("staff/rounds/new/", rounds.new, name="new-round"),
    path("staff/rounds/<int:pk>/", ranking.ranking_, name="round"),
    path("staff/rounds/<int:pk>/setup/", rounds.setup, name="setup"),
    path("staff/rounds/<int:pk>/fill/", rounds.fill, name="fill"),
    path("staff/rounds/<int:pk>/cut/", ranking.cut, name="cut"),
    path("staff/rounds/<int:pk>/fairness/", rounds.fairness, name="fairness"),
    path("staff/rounds/<int:pk>/history/", rounds.history, name="history"),
    path("staff/rounds/<int:pk>/reserve/", reserve.reserve, name="reserve"),
    path("staff/rounds/<int:pk>/ledger/", ledger.ledger, name="ledger"),
    path("staff/reconciliation/", ledger.reconciliation, name="reconciliation"),
]
