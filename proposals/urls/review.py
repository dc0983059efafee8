"""Addresses of panels, seats, reviews and the district's evaluation."""

from django.urls import path

from proposals.views import evaluation, panel, panel_file, review, seat

urlpatterns = [
    path("staff/panels/", panel.panels, name="panels"),
    path("staff/panels/new/<int:pk>/", panel.new, name="new-panel"),
    path("staff/panels/<int:pk>/", panel.panel, name="panel"),
    path("staff/panels/<int:pk>/settings/", panel.settings, name="panel-settings"),
    path("staff/panels/<int:pk>/invite/", seat.invite, name="invite-seat"),
    path("staff/panels/<int:pk>/distribute/", panel.distribute, name="distribute"),
    path("staff/panels/<int:pk>/recusals/", panel.recusals, name="recusals"),
    path("staff/panels/<int:pk>/files/", panel_file.files, name="panel-files"),
    path("staff/panels/<int:pk>/files/<int:file>/", panel_file.file, name="panel-file"),
    path("staff/panels/<int:pk>/files/<int:file>/give/", panel_file.give, name="give-file"),
    path("staff/panels/<int:pk>/files/<int:file>/talk/", panel_file.talk, name="note-talk"),
    path("staff/proposals/<int:pk>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("seats/<int:pk>/", seat.seat, name="seat"),
    path("reviews/", review.my_reviews, name="my-reviews"),
    path("reviews/<int:pk>/", review.review, name="review"),
    path("reviews/<int:pk>/save/<int:criterion>/", review.save, name="save-review"),
    path("reviews/<int:pk>/print/", review.print_file, name="print-review"),
    path("reviews/<int:pk>/files/<int:file>/", review.attachment, name="review-file"),
]
