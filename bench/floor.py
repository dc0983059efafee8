"""The floor under every measurement: Django, a session, a person and 50 rows. Also its URLconf."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from villages.models import Village

PAGE = Engine().from_string(
    "<!DOCTYPE html><title>Floor</title><p>{{ user.email }}</p><table>"
    "{% for row in rows %}<tr><td>{{ row.code }}</td><td>{{ row.name_ko }}</td><td>{{ row.name_en }}</td></tr>"
    "{% endfor %}</table>"
)


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(Context({"user": request.user, "rows": Village.objects.order_by("pk")[:50]})))


urlpatterns = [path("floor/", floor)]
