"""Advisers comment on the parts of a draft that a group shows; the group says when it has dealt with a comment."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import NotAllowed, Refused
from groups.queries.groups import people_of
from notices import workflow as notices
from proposals import emails
from proposals.models import Proposal, SectionComment

OPEN_AT_MOST = 200


def write(proposal: Proposal, *, actor: Any, key: str, text: str) -> SectionComment:
    """Comment on part ``key``. The members hear of it once a day, however many comments there are.

    Raises ``NotAllowed`` unless ``actor`` may, ``Refused`` where the proposal has no such part or the text is empty.
    """
    if not actor.has_perm("proposals.comment_on_proposal", proposal):
        raise NotAllowed
    if not text.strip():
        raise Refused([_("Please write a comment.")])
    if not proposal.waits_for_group:
        raise Refused([_("The text is with the office now. Write to the group in the thread of the file instead.")])
    if not proposal.sections.filter(key=key).exists():
        raise Refused([_("This proposal has no such part.")])
    if proposal.comments.filter(done_at=None).count() >= OPEN_AT_MOST:
        raise Refused([_("There are very many open comments already. Better talk with the group.")])
    with transaction.atomic():
        comment = SectionComment.objects.create(proposal=proposal, key=key, author=actor, text=text.strip())
        audit.record("comment.written", proposal, actor=actor, changes={"part": (None, key)})
        today = timezone.localdate()
        notices.tell(people_of(proposal.group), emails.COMMENTS, about=proposal, key=f"comments:{proposal.pk}:{today}")
    return comment


def finish(comment: SectionComment, *, actor: Any) -> SectionComment:
    """A member has dealt with the comment. Saying so twice changes nothing."""
    if not actor.has_perm("proposals.finish_comment", comment):
        raise NotAllowed
    with transaction.atomic():
        locked = SectionComment.objects.select_for_update().get(pk=comment.pk)
        if locked.done_at is None:
            locked.done_at, locked.done_by = timezone.now(), actor
            locked.save(update_fields=["done_at", "done_by"])
            audit.record("comment.done", comment.proposal, actor=actor, changes={"part": (None, comment.key)})
    return locked
