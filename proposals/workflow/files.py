"""Files of a draft: added, taken away, and destroyed where nobody ever received them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.lifecycle import NotAllowed, Refused
from proposals.models import Attachment, DocumentRequirement, Proposal, Question, Version
from seoul_portal.files import Accepted

# Per proposal, files taken away not counted.
MOST_FILES = 30
LARGEST_TOTAL = 50 * 1024 * 1024
# How long a file that was taken away before it was ever handed in can still be asked for.
KEPT_AFTER_REMOVAL = timedelta(days=30)


def add(
    proposal: Proposal,
    *,
    actor: Any,
    accepted: Accepted,
    requirement: DocumentRequirement | None = None,
    question: Question | None = None,
) -> Attachment:
    """Add a file for a document that the call asks for, for a question, or for neither.

    Raises ``NotAllowed``, or ``Refused`` where the text is closed, the kind or size is not what is asked for, or the
    proposal holds too much already.
    """
    if requirement is not None and (problem := unfit(requirement, accepted)):
        raise Refused([problem])
    with transaction.atomic():
        _locked_for(proposal, actor)
        present = Attachment.objects.filter(proposal=proposal, removed_at=None)
        if present.count() >= MOST_FILES:
            raise Refused([_("A proposal takes at most %d files. Please join some of them into one.") % MOST_FILES])
        if (present.aggregate(total=Sum("size"))["total"] or 0) + accepted.size > LARGEST_TOTAL:
            raise Refused(
                [_("All files together may have at most %d MB. Please make them smaller.") % (LARGEST_TOTAL // 1024**2)]
            )
        attachment = Attachment(
            proposal=proposal,
            requirement=requirement,
            question=question,
            file=accepted.as_file(),
            name=accepted.name,
            content_type=accepted.content_type,
            size=accepted.size,
            sha256=accepted.sha256,
            by=actor,
        )
        attachment.save()
        _note(attachment, "attachment.added", actor)
    return attachment


def remove(attachment: Attachment, *, actor: Any) -> None:
    """Take a file out of the draft. Once handed in it stays with its version."""
    with transaction.atomic():
        _locked_for(attachment.proposal, actor)
        present = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
        if present.update(removed_at=timezone.now()):
            _note(attachment, "attachment.removed", actor)


def unfit(requirement: DocumentRequirement, accepted: Accepted) -> str | None:
    """The sentence why a file is not what ``requirement`` asks for, or nothing."""
    words = {"name": accepted.name, "document": requirement.name}
    suffix = accepted.name.rpartition(".")[2].lower()
    kinds = {"jpg" if kind == "jpeg" else kind for kind in requirement.types}
    if kinds and ("jpg" if suffix == "jpeg" else suffix) not in kinds:
        kinds_named = ", ".join(kind.upper() for kind in requirement.types)
        return _("“%(name)s” cannot be taken for “%(document)s”. Please send one of these: %(kinds)s.") % {
            **words,
            "kinds": kinds_named,
        }
    if accepted.size > requirement.largest_mb * 1024**2:
        return _("“%(name)s” is larger than %(most)d MB. Please make it smaller, or split it.") % {
            **words,
            "most": requirement.largest_mb,
        }
    return None


def destroy_never_handed_in() -> int:
    """Destroy files that were taken away long ago and stand in no version. Returns how many."""
    old = Attachment.objects.filter(removed_at__lt=timezone.now() - KEPT_AFTER_REMOVAL)
    count = 0
    for attachment in old.iterator():
        handed_in = Version.objects.filter(
            proposal=attachment.proposal_id, content__files__contains=[{"id": attachment.pk}]
        )
        if not handed_in.exists():
            attachment.delete()
            attachment.file.delete(save=False)
            count += 1
    return count


def _locked_for(proposal: Proposal, actor: Any) -> Proposal:
    """The proposal's row, locked as saving and submitting lock it, so that no file slips past a submission."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("call", "group", "village")
    locked = rows.get(pk=proposal.pk)
    if not permissions.check("proposals.write_proposal", actor, locked):
        raise NotAllowed
    if not locked.is_text_open:
        raise Refused([_("The text is closed now, so files cannot be changed any more.")])
    locked.changed_at = timezone.now()
    locked.save(update_fields=["changed_at"])
    return locked


def _note(attachment: Attachment, verb: str, actor: Any) -> None:
    audit.record(verb, attachment.proposal, actor=actor, changes={"file": (None, attachment.sha256)})
