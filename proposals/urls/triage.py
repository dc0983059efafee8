"""Addresses of the queue, the file at the office, the thread and objections."""

from django.urls import path

from proposals.views import file, objection, queue, similar, thread

urlpatterns = [
    path("staff/proposals/", queue.queue, name="queue"),
    path("staff/proposals/views/", queue.save_view, name="save-view"),
    path("staff/proposals/views/<int:pk>/remove/", queue.remove_view, name="remove-view"),
    path("staff/proposals/<int:pk>/", file.file, name="file"),
    path("staff/proposals/<int:pk>/next/", queue.following, name="next-file"),
    path("staff/proposals/<int:pk>/history/", file.history, name="file-history"),
    path("staff/proposals/<int:pk>/contact/", file.contact, name="file-contact"),
    path("staff/proposals/<int:pk>/take/", file.take, name="take"),
    path("staff/proposals/<int:pk>/return/", file.give_back, name="return"),
    path("staff/proposals/<int:pk>/note/", file.write_note, name="write-note"),
    path("staff/proposals/<int:pk>/similar/", similar.similar, name="similar"),
    path("proposals/<int:pk>/neighbours/", similar.neighbours, name="neighbours"),
    path("proposals/<int:pk>/thread/", thread.thread, name="thread"),
    path("proposals/thread/files/<int:pk>/", thread.thread_file, name="thread-file"),
    path("proposals/points/<int:pk>/", file.point, name="point"),
    path("proposals/<int:pk>/object/", objection.lodge, name="object"),
    path("objections/<int:pk>/", objection.objection, name="objection"),
]
