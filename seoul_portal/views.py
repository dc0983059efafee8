"""Home, errors and the style guide."""

from django.http import HttpRequest, HttpResponse

from seoul_portal.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


def _error(status):
    def view(request, exception=None, reason=""):
        return HttpResponse(str(status), status=status)
    return view


bad_request = _error(400)
forbidden = _error(403)
not_found = _error(404)
too_many_requests = _error(429)
server_error = _error(500)
csrf_failure = _error(403)
