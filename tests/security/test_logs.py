"""The log tells what happened to which page, and nothing of what people sent."""

import io
import json
import logging

import pytest
from celery import shared_task
from django.test import Client

from seoul_portal.logs import JsonFormatter, LineFormatter

NAME, EMAIL, PHONE = "카나리아", "canary.person@example.kr", "010-7777-1234"
SECRETS = (NAME, EMAIL, "canary.person", PHONE, PHONE.replace("-", ""), "%EC%B9%B4", "sesame-open-please")
TASKS = ("tests.security.test_logs.breaks", "tests.security.test_logs.works")
SENT = {"name": NAME, "email": EMAIL, "phone": PHONE, "login": EMAIL, "password": "sesame-open-please", "q": NAME}


@pytest.fixture(params=[JsonFormatter, LineFormatter])
def log(request):
    """What the portal's own log would hold."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    level, root = logging.getLogger().level, logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


@shared_task
def breaks(person: str) -> None:
    raise ValueError(person)


@shared_task
def works(person: str) -> str:
    return person


@pytest.mark.django_db
@pytest.mark.urls("tests.security.urls")
def test_no_personal_data_enters_the_log_whatever_breaks(log):
    browser = Client(raise_request_exception=False)
    for page in ("/nobody/", "/quotes/", "/twice/", "/suspicious/", "/accounts/login/", "/accounts/signup/"):
        address = page if "accounts" in page else f"{page}{NAME}{EMAIL}/"
        assert browser.get(f"{address}?phone={PHONE}&q={NAME}").status_code in {200, 302, 404, 500}
        browser.post(f"{address}?q={NAME}", SENT, headers={"referer": f"http://testserver/?q={EMAIL}"})
    browser.post("/language/", SENT, headers={"host": f"{NAME}.example"})
    logging.getLogger("notices").warning("message 7 was refused: 550 <%s> or %s or +82 10 7777 1234", EMAIL, PHONE)
    breaks.apply(args=[f"{NAME} {EMAIL}"])
    works.apply(args=[f"{NAME} {EMAIL}"])
    said = log.getvalue()
    assert said.count("\n") > 20
    for secret in (*SECRETS, "7777 1234"):
        assert secret not in said, secret
    for kept in (
        "RuntimeError",
        "ValueError",
        "IntegrityError",
        "23505",
        "tests/security/urls.py",
        "twice",
        "(none)",
        *TASKS,
    ):
        assert kept in said, kept


@pytest.mark.django_db
@pytest.mark.parametrize("log", [JsonFormatter], indirect=True)
def test_each_request_leaves_one_line_with_its_id_page_answer_and_time(log, client):
    client.get("/privacy/", headers={"x-request-id": "0123456789abcdef"})
    (line,) = [json.loads(text) for text in log.getvalue().splitlines() if "portal.requests" in text]
    assert line.pop("time").endswith("+00:00")
    assert line.pop("ms") >= 0
    assert line == {
        "level": "INFO", "logger": "portal.requests", "message": "answered", "request": "0123456789abcdef",
        "page": "privacy", "method": "GET", "status": 200,
    }  # fmt: skip


@pytest.mark.parametrize(
    "innocent",
    ["2026-11-23 06:22:05,123", "0.123 s", "award 1234567890", "task 0b31-0101-2345-6789ab", "celery@worker-1 ready."],
)
def test_figures_that_are_no_telephone_numbers_stay(innocent):
    record = logging.LogRecord("x", logging.INFO, "", 0, innocent, None, None)
    assert innocent in JsonFormatter().format(record)
