"""Addresses of checking, submitting, versions, prints and files."""

from django.urls import path

from proposals.views import attachments, budgeting, last_year, submission, versions

urlpatterns = [
    path("proposals/<int:pk>/check/", submission.check, name="check"),
    path("proposals/<int:pk>/confirm/", submission.confirm, name="confirm"),
    path("proposals/<int:pk>/submit/", submission.submit, name="submit"),
    path("proposals/<int:pk>/receipt/", submission.receipt, name="receipt"),
    path("proposals/<int:pk>/versions/", versions.versions, name="versions"),
    path("proposals/<int:pk>/versions/<int:number>/", versions.version, name="version"),
    path("proposals/<int:pk>/versions/<int:number>/print/", versions.print_version, name="print-version"),
    path("proposals/<int:pk>/versions/<int:before>/<int:after>/", versions.difference, name="difference"),
    path("proposals/<int:pk>/last-year/", last_year.last_year, name="last-year"),
    path("proposals/<int:pk>/print/", versions.print_draft, name="print"),
    path("proposals/<int:pk>/budget/sums/", budgeting.sums, name="budget-sums"),
    path("proposals/<int:pk>/budget/paste/", budgeting.paste, name="budget-paste"),
    path("proposals/<int:pk>/files/", attachments.attach, name="attach"),
    path("proposals/files/<int:pk>/", attachments.attachment, name="attachment"),
    path("proposals/files/<int:pk>/remove/", attachments.remove, name="remove-attachment"),
]
