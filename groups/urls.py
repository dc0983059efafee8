"""Addresses of groups. ``/groups/`` and ``/groups/<id>/`` are the public pages."""

from django.urls import path

from groups.views import desk, inviting, people, public, voting

app_name = "groups"
urlpatterns = [
    path("groups/", public.directory, name="directory"),
    path("groups/<int:pk>/", public.group, name="group"),
    path("groups/new/", desk.found, name="found"),
    path("groups/mine/", desk.mine, name="mine"),
    path("groups/<int:pk>/desk/", desk.desk, name="desk"),
    path("groups/<int:pk>/members/", people.people, name="people"),
    path("groups/<int:pk>/members/publicity/", people.publicity, name="publicity"),
    path("groups/<int:pk>/successor/", people.successor, name="successor"),
    path("groups/<int:pk>/join/", people.ask, name="ask"),
    path("groups/requests/<int:pk>/", people.joinrequest, name="joinrequest"),
    path("groups/<int:pk>/invitations/", inviting.invitations, name="invitations"),
    path("groups/<int:pk>/invitations/new/", inviting.invite, name="invite"),
    path("groups/invitations/<int:pk>/", inviting.invitation, name="invitation"),
    path("groups/invitations/<int:pk>/renew/", inviting.renew, name="renew"),
    path("invitation/<slug:token>/", inviting.invited, name="invited"),
    path("groups/<int:pk>/votes/", voting.votes, name="votes"),
    path("groups/<int:pk>/votes/new/", voting.open_vote, name="open-vote"),
    path("groups/votes/<int:pk>/", voting.vote, name="vote"),
]
