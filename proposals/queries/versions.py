"""Versions of a proposal, and who may have which of its files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from proposals.models import Attachment, Proposal, Version


def versions_of(proposal: Proposal) -> QuerySet[Version]:
    """Every submission, the latest first; without its content, which is large."""
    return proposal.versions.select_related("by").defer("content").order_by("-number")


def latest_of(proposal: Proposal) -> Version | None:
    """The submission that the office works with, without its content."""
    return versions_of(proposal).first()


def file_for(user: Any, pk: int) -> Attachment | None:
    """The file ``pk``, if ``user`` may have it.

    Members have all files of their group. Offices have what was handed in, and a draft's files while the draft is
    shown to them: what a group adds to a returned file reaches the office when it is handed in, not before.
    """
    seen = Proposal.objects.visible_to(user)
    found = Attachment.objects.filter(pk=pk, proposal__in=seen).select_related("proposal__group").first()
    if found is None or found.proposal.group.belongs_to(user):
        return found
    if found.proposal.submitted_at is None:
        return found if found.removed_at is None else None
    handed_in = Version.objects.filter(proposal=found.proposal, content__files__contains=[{"id": found.pk}])
    return found if handed_in.exists() else None
