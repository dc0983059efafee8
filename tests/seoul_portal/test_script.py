"""What the one script adds, in a real Chromium."""

import pytest

PAGE = """<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>page</title>
<script src="/static/seoul_portal/portal.js" defer></script></head>
<body data-keep-owner="%(owner)s"%(idle)s>
<form id="draft" method="post" action="/sent-here" data-keep="idea">
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<input name="name"><textarea name="plan"></textarea><input type="password" name="password">
<input type="checkbox" name="day" value="sat"><input type="checkbox" name="day" value="sun">
<button>send</button></form>
<form id="out" action="/bye" data-forget-kept><button>out</button></form>
<dialog data-idle-dialog><div data-idle-before><span data-idle-left></span><button data-idle-extend>stay</button></div>
<div data-idle-after hidden>signed out<button data-idle-close>back</button></div></dialog>
</body></html>"""


@pytest.fixture
def page(browsing):
    """A small page of the portal's origin, with its real script."""
    with browsing.page() as page:
        page.sent = []

        def serve(path, *, owner="someone", idle="", body=None):
            html = body or PAGE % {"owner": owner, "idle": idle}
            page.route(f"**{path}", lambda route: route.fulfill(body=html, content_type="text/html"))

        def count(route):
            page.sent.append(route.request.post_data)
            page.wait_for_timeout(300)
            route.fulfill(body="<title>thanks</title>", content_type="text/html")

        page.serve = serve
        page.route("**/sent-here", count)
        page.route("**/stay", lambda route: route.fulfill(body="{}", content_type="application/json"))
        serve("/write")
        yield page


def test_second_press_of_a_button_sends_nothing(page):
    page.goto("/write")
    page.evaluate("() => { const b = document.querySelector('#draft button'); b.click(); b.click(); b.click(); }")
    page.wait_for_url("**/sent-here")
    assert len(page.sent) == 1


def test_draft_is_there_again_for_the_same_person_and_never_for_another(page):
    page.goto("/write")
    page.fill("[name=plan]", "골목 화단")
    page.fill("[name=password]", "hunter2hunter2")
    page.check("[value=sat]")
    page.goto("/write")
    assert page.input_value("[name=plan]") == "골목 화단"
    assert page.is_checked("[value=sat]")
    assert not page.is_checked("[value=sun]")
    assert "hunter2" not in page.evaluate("JSON.stringify(localStorage)")
    page.serve("/write", owner="somebody-else")
    page.goto("/write")
    assert page.input_value("[name=plan]") == ""


def test_draft_is_forgotten_once_it_was_accepted(page):
    page.goto("/write")
    page.fill("[name=plan]", "골목 화단")
    page.click("#draft button")
    page.wait_for_url("**/sent-here")
    page.serve("/thanks", body=PAGE.replace('data-keep="idea"', "") % {"owner": "someone", "idle": ""})
    page.goto("/thanks")
    page.goto("/write")
    assert page.input_value("[name=plan]") == ""


def test_signing_out_by_hand_forgets_every_draft(page):
    page.serve("/bye?", body="<p>bye")
    page.goto("/write")
    page.fill("[name=plan]", "골목 화단")
    page.click("#out button")
    page.wait_for_url("**/bye?")
    page.goto("/write")
    assert page.input_value("[name=plan]") == ""


def test_idle_person_is_warned_and_may_stay(page):
    page.serve("/write", idle=' data-idle-seconds="6" data-idle-extend-url="/stay"')
    page.goto("/write")
    page.get_by_text("stay").click(timeout=5000)
    page.wait_for_function("() => !document.querySelector('dialog').open")
    assert page.url.endswith("/write")


def test_idle_person_who_was_writing_keeps_the_words_on_the_screen(page):
    page.serve("/write", idle=' data-idle-seconds="2" data-idle-extend-url="/stay"')
    page.goto("/write")
    page.fill("[name=plan]", "골목 화단")
    page.get_by_text("signed out").wait_for(timeout=5000)
    page.get_by_text("back").click()
    assert page.input_value("[name=plan]") == "골목 화단"


def test_draft_survives_an_answer_that_did_not_accept_it(page):
    page.goto("/write")
    page.fill("[name=plan]", "골목 화단")
    page.click("#draft button")
    page.wait_for_url("**/sent-here")
    without_form = PAGE.replace('data-keep="idea"', "data-not-accepted") % {"owner": "someone", "idle": ""}
    page.serve("/refused", body=without_form)
    page.goto("/refused")
    page.goto("/write")
    assert page.input_value("[name=plan]") == "골목 화단"
