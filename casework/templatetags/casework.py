"""Buttons and history of a file."""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from casework.lifecycle import Lifecycle
from casework.queries import history
from casework.verbs import words

register = template.Library()


@register.inclusion_tag("casework/steps.html", takes_context=True)
def steps(context: Context, subject: Model, only: str = "") -> dict[str, Any]:
    """The buttons the signed-in person may press on ``subject``; blocked ones say why. ``only`` names some steps."""
    lifecycle = Lifecycle.registered[str(subject._meta.model_name)]
    wanted = set(only.split(",")) if only else None
    return {"offers": lifecycle.offers(subject, context["request"].user, wanted), "subject": subject}


@register.inclusion_tag("casework/timeline.html")
def timeline(subject: Model, limit: int = 30) -> dict[str, Any]:
    """What happened to ``subject``, newest first, in plain sentences."""
    events = list(history(subject)[:limit])
    return {"entries": [(event, words(event.verb)) for event in events]}
