"""Comments on the parts of a draft."""

from __future__ import annotations

from collections import defaultdict

from proposals.models import Proposal, SectionComment


def comments_on(proposal: Proposal) -> dict[str, list[SectionComment]]:
    """All comments by part, the open ones first; read once for each proposal instance."""
    if not hasattr(proposal, "_comments"):
        found: dict[str, list[SectionComment]] = defaultdict(list)
        rows = SectionComment.objects.filter(proposal=proposal).select_related("author", "done_by")
        for comment in sorted(rows, key=lambda each: (each.done_at is not None, each.pk)):
            found[comment.key].append(comment)
        proposal._comments = found  # type: ignore[attr-defined]
    return proposal._comments  # type: ignore[attr-defined]
