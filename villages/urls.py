"""Addresses of places, of a person's own villages, and of staff pages about offices and postings."""

from django.urls import path

from villages.views import mine, public, staff

app_name = "villages"
urlpatterns = [
    path("villages/", public.seoul, name="seoul"),
    path("villages/search/", public.search, name="search"),
    path("villages/offices/<int:pk>/", public.office, name="office"),
    path("villages/<slug:code>/", public.district, name="district"),
    path("villages/<slug:district>/<slug:code>/", public.village, name="village"),
    path("me/villages/", mine.my_villages, name="my-villages"),
    path("me/villages/add/<slug:district>/<slug:code>/", mine.add_tie, name="add-tie"),
    path("me/villages/<int:pk>/end/", mine.end_tie, name="end-tie"),
    path("me/identity/", mine.identity, name="identity"),
    path("identity-visits/<int:pk>/", staff.visit, name="visit"),
    path("postings/<int:pk>/", staff.posting, name="posting"),
    path("staff/", staff.start, name="staff"),
    path("staff/offices/", staff.offices, name="offices"),
    path("staff/offices/<int:pk>/", staff.office_desk, name="office-desk"),
    path("staff/offices/<int:pk>/edit/", staff.edit_office, name="edit-office"),
    path("staff/offices/<int:pk>/propose/", staff.propose, name="propose"),
    path("staff/postings/", staff.posting_list, name="postings"),
    path("staff/identity-visits/", staff.visit_queue, name="visits"),
]
