"""Addresses of calls, their building and the self-check."""

from django.urls import path

from proposals.views import building, calls, programmes, selfcheck

urlpatterns = [
    path("calls/", calls.calls, name="calls"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("calls/<int:pk>/check/", selfcheck.self_check, name="self-check"),
    path("staff/calls/", building.building_list, name="building"),
    path("staff/calls/new/", building.new_call, name="new-call"),
    path("staff/calls/<int:pk>/", building.build_call, name="build-call"),
    path("staff/calls/<int:pk>/copy/", building.copy_call, name="copy-call"),
    path("staff/calls/<int:pk>/preview/", building.preview_call, name="preview-call"),
    path("staff/calls/<int:pk>/briefings/", building.briefings, name="briefings"),
    path("staff/calls/<int:pk>/self-checks/", selfcheck.totals_of, name="self-checks-of"),
    path("staff/calls/<int:pk>/step/<slug:step>/", building.build_step, name="build-step"),
    path("staff/self-checks/", selfcheck.totals, name="self-checks"),
    path("staff/programmes/", programmes.programmes, name="programmes"),
    path("staff/programmes/new/", programmes.programme, name="new-programme"),
    path("staff/programmes/<int:pk>/", programmes.programme, name="programme"),
    path("staff/programmes/<int:pk>/stages/new/", programmes.new_stage, name="new-stage"),
    path("staff/stages/<int:pk>/", programmes.stage, name="stage"),
]
