"""Addresses of floor 4, a file per noun."""

from proposals.urls import advice, calls, drafts, review, submission, triage

app_name = "proposals"
urlpatterns = [
    *calls.urlpatterns,
    *drafts.urlpatterns,
    *submission.urlpatterns,
    *advice.urlpatterns,
    *triage.urlpatterns,
    *review.urlpatterns,
]
