"""Pages that break on what people send, as a fault of ours might one day."""

from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from seoul_portal.access import public


@public
def quotes(request: HttpRequest, word: str) -> HttpResponse:
    try:
        int(request.POST["name"])
    except ValueError as error:
        raise RuntimeError(f"{word}: {request.POST}") from error
    return HttpResponse()


@public
def twice(request: HttpRequest, word: str) -> HttpResponse:
    for _turn in (1, 2):
        get_user_model().objects.create(email=request.POST["email"], name=request.POST["name"])
    return HttpResponse()


@public
def suspicious(request: HttpRequest, word: str) -> HttpResponse:
    raise SuspiciousOperation(f"{word} {request.POST['phone']}")


urlpatterns = [
    path("quotes/<str:word>/", quotes, name="quotes"),
    path("twice/<str:word>/", twice, name="twice"),
    path("suspicious/<str:word>/", suspicious, name="suspicious"),
    path("", include("seoul_portal.urls")),
]
