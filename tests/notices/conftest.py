"""Kinds and a deadline source that exist only here, and a real mail server."""

from pathlib import Path

import pytest
from django.db.models import F

from notices import deadlines, kinds
from notices.deadlines import DeadlineSource, People
from notices.enums import Audience
from notices.kinds import Kind
from notices.models import Message
from tests.notices.mail_server import MailServer

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def own_kinds(settings, monkeypatch):
    """ "task" to do, "news" to know, "right" that cannot be switched off, "secret" that opens an account."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], TEMPLATES]}]
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(Kind("task", "Tasks", action=True, app="tests"))
    kinds.register(Kind("news", "News", action=False, app="tests"))
    kinds.register(Kind("right", "Rights", action=False, optional=False, app="tests"))
    kinds.register(Kind("secret", "Secrets", action=True, optional=False, secret=True, app="tests", group="account"))


@pytest.fixture
def mail_server(settings):
    """A real SMTP server that this process sends to."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield server
    server.stop()


def _obligations():
    return Message.objects.filter(kind="obligation", read_at=None).annotate(due_on=F("due"))


@pytest.fixture
def obligations(monkeypatch):
    """A source of deadlines: unread messages of the kind "obligation", owed by their recipient."""
    monkeypatch.setattr(deadlines, "_sources", {})
    own = People(Message.objects.all, obligation="pk", person="recipient")
    source = DeadlineSource(
        name="obligation",
        label="Report",
        open=_obligations,
        link=lambda message: f"/inbox/{message.pk}/",
        title=lambda message: message.subject,
        people={Audience.RESPONSIBLE: own, Audience.CENTER: own},
    )
    deadlines.register(source)
    return source


def owe(person, due, title="Final report"):
    """An open obligation of ``person``."""
    return Message.objects.create(
        recipient=person, channel="inbox", kind="obligation", subject=title, language="ko", state="sent", due=due,
        dedupe_key=f"owe {person.pk} {due} {title} {Message.objects.count()}", message_id="<x@y>",
    )  # fmt: skip
