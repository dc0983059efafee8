"""Addresses of what people are told."""

from django.urls import include, path

from notices import views

own = [
    path("inbox/<int:pk>/", views.message, name="message"),
    path("inbox/read/", views.read_all, name="read-all"),
    path("me/messages/", views.channels, name="channels"),
    path("me/calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.feed_file, name="feed"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("inbox/", views.inbox, name="inbox"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
    path("", include((own, "notices"))),
]
