"""A review: a declaration first, then points with reasons, handed in, corrected, and talked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import Move, NotAllowed, Refused
from notices import workflow as notices
from proposals import emails
from proposals.enums import ConflictKind, PanelState, ReviewState
from proposals.models import Criterion, Moderation, Panel, Proposal, Review, Score, ScoreEdit
from proposals.queries.panel import HANDED_IN, division, is_talk_due, rows_of
from proposals.workflow.assigning import lock, replace
from proposals.workflow.review_steps import REVIEW

# By criterion: whole points (none yet: ``None``) and a sentence of reasons.
Said = Mapping[int, tuple[int | None, str]]
LONGEST_REASON = 1000


# --- Conflict first ----------------------------------------------------------------------------------


@REVIEW.performs("clear")
def clear(review: Review, *, actor: Any) -> Review:
    """The reviewer declares that there is no conflict; the file opens to them."""
    with REVIEW.moving(review, "clear", actor=actor) as move:
        move.set(declared_at=move.now)
    return move.subject


@REVIEW.performs("declare_conflict")
def declare_conflict(review: Review, *, actor: Any, kind: str, words: str = "") -> Review:
    """The reviewer declares a conflict. The file closes to them and goes to somebody else, where that is possible."""
    with transaction.atomic():
        panel = lock(review.seat.panel)
        with REVIEW.moving(review, "declare_conflict", actor=actor) as move:
            if kind not in ConflictKind.values:
                raise Refused([_("Please choose which kind of conflict it is.")])
            move.set(conflict=kind, conflict_words=words.strip(), declared_at=move.subject.declared_at or move.now)
        file = move.subject.proposal
        made = replace(panel, file)
        notices.tell(
            division(),
            emails.CONFLICT_DECLARED,
            about=panel,
            key=f"conflict:{review.pk}",
            review=move.subject,
            file=file,
            instead=[str(each.seat) for each in made],
            link=reverse("proposals:panel-file", args=[panel.pk, file.pk]),
        )
        look_at_spread(panel, file)
    return move.subject


@REVIEW.performs("release")
def release(review: Review, *, actor: Any, note: str) -> Review:
    """An official takes the file back from the reviewer, with a reason."""
    with transaction.atomic():
        panel = lock(review.seat.panel)
        with REVIEW.moving(review, "release", actor=actor, note=note) as move:
            if panel.state == PanelState.RUNNING:
                context: dict[str, Any] = {
                    "words": move.note,
                    "call": panel.call,
                    "link": reverse("proposals:my-reviews"),
                }
                move.tell([move.subject.seat.user], emails.REVIEW_TAKEN_BACK, **context)
        look_at_spread(panel, move.subject.proposal)
    return move.subject


# --- Scores ------------------------------------------------------------------------------------------


def save(review: Review, *, actor: Any, said: Said) -> Review:
    """Keep what was typed so far, complete or not. Raises ``Refused`` with a sentence for each criterion."""
    with transaction.atomic():
        found = Review.objects.select_for_update(of=("self",)).select_related("seat__panel").get(pk=review.pk)
        if not actor.has_perm("proposals.score_review", found):
            raise NotAllowed
        if found.state != ReviewState.CLEARED:
            raise Refused([_("Your scores are handed in. Correct them all at once.")])
        _write(found, said, complete=False)
    return found


@REVIEW.performs("hand_in")
def hand_in(review: Review, *, actor: Any) -> Review:
    """The scores count from now on. Where they lie far from others', all are asked to talk."""
    with transaction.atomic():
        panel = lock(review.seat.panel)
        with REVIEW.moving(review, "hand_in", actor=actor) as move:
            _total(move)
            move.set(handed_in_at=move.now)
        look_at_spread(panel, move.subject.proposal)
    return move.subject


@REVIEW.performs("correct")
def correct(review: Review, *, actor: Any, said: Said | None = None) -> Review:
    """Correct what was handed in; former points and reasons stay in ``ScoreEdit``."""
    with transaction.atomic():
        panel = lock(review.seat.panel)
        with REVIEW.moving(review, "correct", actor=actor) as move:
            if not _write(move.subject, said or {}, complete=True):
                raise Refused([_("Nothing was changed. Change points or reasons on the page of the file.")])
            _total(move)
        look_at_spread(panel, move.subject.proposal)
    return move.subject


def _total(move: Move) -> None:
    points = move.subject.scores.values_list("points", flat=True)
    move.set(total=sum(each or 0 for each in points))


def _write(review: Review, said: Said, *, complete: bool) -> int:
    """Keep points and reasons; returns how many changed. ``complete`` ones were handed in: the former are kept."""
    criteria = {each.pk: each for each in Criterion.objects.filter(call=review.seat.panel.call_id)}
    kept = {score.criterion_id: score for score in review.scores.all()}
    reasons = [sentence for pk, pair in said.items() for sentence in _wrong(criteria.get(pk), *pair, complete)]
    if reasons:
        raise Refused(reasons)
    changed = 0
    for pk, (points, reason) in said.items():
        score = kept.get(pk) or Score(review=review, criterion=criteria[pk])
        reason = reason.strip()
        if (score.points, score.reason) == (points, reason):
            continue
        if complete:
            ScoreEdit.objects.create(score=score, points=score.points or 0, reason=score.reason)
        score.points, score.reason, score.changed_at = points, reason, timezone.now()
        score.version += 1
        score.save()
        changed += 1
    return changed


def _wrong(criterion: Criterion | None, points: int | None, reason: str, complete: bool) -> list[str]:
    if criterion is None:
        return [_("This is no criterion of the call.")]
    found = []
    if points is not None and not 0 <= points <= criterion.points:
        found.append(
            _("%(name)s: whole points from 0 to %(most)d, please.") % {"name": criterion.name, "most": criterion.points}
        )
    if len(reason) > LONGEST_REASON:
        found.append(_("%(name)s: reasons of up to 1,000 characters, please.") % {"name": criterion.name})
    if complete and (points is None or not reason.strip()):
        found.append(_("%(name)s: points and a sentence of reasons, please.") % {"name": criterion.name})
    return found


# --- Far apart ---------------------------------------------------------------------------------------


def look_at_spread(panel: Panel, proposal: Proposal) -> None:
    """Once all have handed in and lie far apart: the Division and those reviewers are told, once for each time."""
    if not is_talk_due(proposal, panel):
        return
    row = rows_of(panel).get(pk=proposal.pk)
    reviews = Review.objects.filter(proposal=proposal, state__in=HANDED_IN).select_related("seat__user")
    key = f"talk:{proposal.pk}:{row.last_in:%Y%m%d%H%M%S%f}"
    with transaction.atomic():
        for review in reviews:
            link = review.get_absolute_url()
            notices.tell([review.seat.user], emails.TALK_ASKED, about=panel, key=key, panel=panel, link=link)
        notices.tell(
            division(),
            emails.TALK_DUE,
            about=panel,
            key=key,
            file=proposal,
            spread=row.spread,
            link=reverse("proposals:panel-file", args=[panel.pk, proposal.pk]),
        )


def moderate(panel: Panel, proposal: Proposal, *, actor: Any, note: str) -> Moderation:
    """An official notes what came of the talk. The reviewers may correct their scores, or leave them."""
    with transaction.atomic():
        panel = lock(panel)
        if not actor.has_perm("proposals.run_panel", panel):
            raise NotAllowed
        row = rows_of(panel).filter(pk=proposal.pk).first()
        if row is None:
            raise Refused([_("The panel does not read this proposal.")])
        if row.done < row.given or row.done < 2:
            raise Refused([_("Talk once all have handed in, so that everybody has judged alone first.")])
        if not note.strip():
            raise Refused([_("Please note what was said.")])
        made = Moderation.objects.create(proposal=proposal, panel=panel, spread=row.spread, note=note.strip(), by=actor)
        audit.record("moderation.held", made, actor=actor)
        for review in Review.objects.filter(proposal=proposal, state__in=HANDED_IN).select_related("seat__user"):
            notices.tell(
                [review.seat.user],
                emails.TALK_HELD,
                about=panel,
                key=f"talk-held:{made.pk}",
                panel=panel,
                link=review.get_absolute_url(),
            )
    return made
