"""Addresses of what is due, of more time and of help."""

from django.urls import path

from funding.views import asking, due

urlpatterns = [
    path("due/<slug:name>/<int:pk>/", asking.obligation, name="obligation"),
    path("due/<slug:name>/<int:pk>/more-time/", asking.ask_time, name="ask-time"),
    path("due/<slug:name>/<int:pk>/help/", asking.ask_help, name="ask-help"),
    path("more-time/<int:pk>/", asking.more_time, name="more-time"),
    path("help/<int:pk>/", asking.help_call, name="help-call"),
    path("groups/<int:pk>/due/", asking.group_due, name="group-due"),
    path("staff/due/", due.due, name="due"),
    path("staff/due.csv", due.due_csv, name="due-csv"),
]
