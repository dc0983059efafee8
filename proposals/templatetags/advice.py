"""Comments on a part, wherever the part is shown: ``{% load advice %}{% comments proposal "idea" %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from casework import permissions
from proposals.models import Proposal
from proposals.queries.comments import comments_on

register = template.Library()


@register.inclusion_tag("proposals/advice/comments.html", takes_context=True)
def comments(context: Context, proposal: Proposal, key: str) -> dict[str, Any]:
    """The comments on part ``key``, with a form for advisers and a button for members. One query for a whole page."""
    request = context["request"]
    advises = permissions.check("proposals.comment_on_proposal", request.user, proposal)
    return {
        "proposal": proposal,
        "key": str(key),
        "comments": comments_on(proposal).get(str(key), []),
        "may_write": advises and proposal.waits_for_group,
        "may_finish": not advises and permissions.check("proposals.finish_comment", request.user, proposal),
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
