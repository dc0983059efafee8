"""Addresses of a person's own account. Two names belong to the frame, so they have no namespace."""

from django.urls import include, path

from accounts.views import consents, data, demo, family, me, session

own = [
    path("me/", me.me, name="me"),
    path("me/consents/", consents.overview, name="consents"),
    path("me/consents/new/", consents.new, name="new-consents"),
    path("me/consents/<int:pk>/give/", consents.give, name="give-consent"),
    path("me/consents/<int:pk>/withdraw/", consents.withdraw, name="withdraw-consent"),
    path("consents/<slug:purpose>/<int:version>/", consents.text, name="consent-text"),
    path("me/family/", family.overview, name="family"),
    path("me/data/", data.overview, name="data"),
    path("me/data/download/", data.download, name="download"),
    path("me/data/readers/", data.readers, name="readers"),
    path("me/data/corrections/new/", data.ask_correction, name="ask-correction"),
    path("corrections/<int:pk>/", data.correction, name="correction"),
    path("staff/corrections/", data.correction_queue, name="correction-queue"),
    path("me/close/", data.close, name="close"),
    path("closed/", data.closed, name="closed"),
    path("signed-out/", session.signed_out, name="signed-out"),
    path("me/kept/", session.kept_words, name="kept"),
    path("demo/", demo.tour, name="demo-tour"),
    path("demo/enter/", demo.enter, name="demo-enter"),
    path("demo/codes/", demo.codes, name="demo-codes"),
]

urlpatterns = [
    path("second-factor/", session.second_factor, name="second-factor"),
    path("stay/", session.stay, name="stay-signed-in"),
    path("", include((own, "accounts"))),
]
