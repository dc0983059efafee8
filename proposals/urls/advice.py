"""Addresses of advice and its hours."""

from django.urls import path

from proposals.views import advice, advice_desk, comments, hours

urlpatterns = [
    path("advice/", advice.book, name="advice-book"),
    path("advice/mine/", advice.mine, name="my-advice"),
    path("advice/<int:pk>/", advice.advice, name="advice"),
    path("advice/<int:pk>/calendar.ics", advice.ics, name="advice-ics"),
    path("staff/advice/", advice_desk.desk, name="advice-desk"),
    path("staff/advice/past/", advice_desk.past, name="past-advice"),
    path("staff/advice/<int:pk>/next/", advice_desk.follow_up, name="follow-up"),
    path("staff/advice/help/", advice_desk.help_given, name="help-given"),
    path("staff/advice/hours/", hours.hours, name="hours"),
    path("staff/advice/hours/offer/", hours.offer, name="offer-hours"),
    path("staff/advice/hours/withdraw/", hours.withdraw, name="withdraw-hours"),
    path("staff/walk-in/", advice_desk.walk_in, name="walk-in"),
    path("proposals/<int:pk>/parts/<slug:key>/comment/", comments.write, name="comment"),
    path("proposals/comments/<int:pk>/done/", comments.finish, name="finish-comment"),
]
