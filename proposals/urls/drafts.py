"""Addresses of drafts and their parts."""

from django.urls import path

from proposals.views import drafts, parts

urlpatterns = [
    path("calls/<int:pk>/begin/", drafts.begin, name="begin"),
    path("proposals/", drafts.my_proposals, name="mine"),
    path("proposals/<int:pk>/", drafts.proposal, name="proposal"),
    path("proposals/<int:pk>/parts/<slug:key>/", parts.section, name="section"),
    path("proposals/<int:pk>/parts/<slug:key>/history/", parts.history, name="section-history"),
    path("proposals/<int:pk>/parts/<slug:key>/choose/<int:edit>/", parts.choose, name="choose"),
    path("proposals/<int:pk>/preview/", drafts.preview, name="preview"),
    path("proposals/<int:pk>/live/", drafts.live, name="live"),
    path("proposals/<int:pk>/writing/", drafts.who_writes, name="who-writes"),
    path("proposals/<int:pk>/lead/", drafts.lead, name="lead"),
]
