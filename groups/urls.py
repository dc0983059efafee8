"""Addresses of groups. ``/groups/`` and ``/groups/<id>/`` are the public pages."""

from django.urls import path

from groups.views import board, desk, help, independence, inviting, people, public, publishing, records, voting

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
    path("groups/<int:pk>/help/", help.write, name="help"),
    path("groups/help/<int:pk>/", help.note, name="help-note"),
    path("groups/<int:pk>/independence/", independence.own, name="independence"),
    path("groups/signals/<int:pk>/", independence.signal, name="signal"),
    path("me/government/", independence.declaration, name="declaration"),
    path("staff/independence/", independence.watch, name="watch"),
    path("staff/independence/groups/<int:pk>/", independence.of_group, name="independence-of"),
    path("groups/<int:pk>/board/", board.board, name="board"),
    path("groups/posts/<int:pk>/remove/", board.remove, name="remove-post"),
    path("groups/files/<int:pk>/", board.file, name="file"),
    path("groups/<int:pk>/minutes/", records.minutes, name="minutes"),
    path("groups/<int:pk>/minutes/new/", records.write_minutes, name="write-minutes"),
    path("groups/minutes/<int:pk>/", records.one_minutes, name="one-minutes"),
    path("groups/minutes/<int:pk>/change/", records.change_minutes, name="change-minutes"),
    path("groups/minutes/<int:pk>/publish/", publishing.publish_minutes, name="publish-minutes"),
    path("groups/<int:pk>/diary/", records.diary, name="diary"),
    path("groups/<int:pk>/diary/new/", records.write_entry, name="write-entry"),
    path("groups/diary/<int:pk>/", records.entry, name="diary-entry"),
    path("groups/diary/<int:pk>/change/", records.change_entry, name="change-entry"),
    path("groups/diary/<int:pk>/publish/", publishing.publish_entry, name="publish-entry"),
    path("groups/<int:pk>/calendar/", records.calendar, name="calendar"),
    path("groups/<int:pk>/shown/", publishing.shown, name="shown"),
]
