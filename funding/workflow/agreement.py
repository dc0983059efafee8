"""From the decision to the agreement: made with the offer, fitted to the amount, accepted by the members."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.lifecycle import NotAllowed, Refused
from funding import emails, promises
from funding.enums import AwardState
from funding.models import Acceptance, Agreement, Award, BudgetLine, Conditions, Goal, LessonTaken, Tranche
from funding.queries import agreement as queries
from funding.sharing import by_percent, in_proportion
from funding.workflow.award import AWARD
from groups.queries.groups import people_of
from groups.rules import membership_in
from proposals import budget
from proposals.enums import Item, SectionKey
from proposals.models import Version
from proposals.record import fingerprint

# What is kept of the proposal beside its budget, goals and dates.
PLAN = (SectionKey.IDEA, SectionKey.ACTIVITIES, SectionKey.PLAN, SectionKey.GOALS, SectionKey.CONTINUATION)


def make(award: Award) -> Agreement:
    """The agreement on ``award`` with its budget lines, goals and planned payments; call it in the offer's transaction.

    Everything comes from the version that was decided on and from the stage's conditions as they are now.
    """
    return make_all([award])[0]


def make_all(awards: Sequence[Award]) -> list[Agreement]:
    """``make`` for many awards: as many statements as for one."""
    versions = queries.last_versions(award.proposal_id for award in awards)
    terms = {stage: Conditions.of(stage) for stage in {award.proposal.call.stage for award in awards}}
    drafts = [_draft(award, versions.get(award.proposal_id), terms[award.proposal.call.stage]) for award in awards]
    Goal.objects.bulk_create(goal for each in drafts for goal in each.goals)
    BudgetLine.objects.bulk_create(line for each in drafts for line in each.lines)
    Tranche.objects.bulk_create(tranche for each in drafts for tranche in each.tranches)
    return Agreement.objects.bulk_create(each.agreement for each in drafts)


@dataclass(frozen=True)
class _Draft:
    """What is made with an award, before it is written."""

    agreement: Agreement
    lines: list[BudgetLine]
    goals: list[Goal]
    tranches: list[Tranche]


def _draft(award: Award, version: Version | None, terms: Conditions) -> _Draft:
    parts = version.content["parts"] if version else {}
    lines = _fitted(parts.get(SectionKey.BUDGET, {}).get("lines"), award.amount)
    amounts = by_percent(award.amount, terms.tranches)
    today = timezone.localdate()
    period = queries.planned(parts, award.proposal.call, today)
    content = _plain(
        {
            "shape": 1,
            "amount": award.amount,
            "asked": award.proposal.asked,
            "conditions": queries.frozen(terms),
            "period": {"starts_on": period.starts_on, "ends_on": period.ends_on},
            "version": {"number": version.number, "fingerprint": version.fingerprint} if version else None,
            "plan": {key: parts[key] for key in PLAN if key in parts},
            "lines": lines,
            "tranches": amounts,
            "words": promises.in_both_languages(
                award.amount, sum(line["own"] for line in lines), amounts, terms, period.starts_on, period.ends_on
            ),
        }
    )
    return _Draft(
        Agreement(
            award=award,
            content=content,
            fingerprint=fingerprint(content),
            due_on=today + timedelta(days=terms.agree_within),
        ),
        [BudgetLine(award=award, position=place, **line) for place, line in enumerate(lines, 1)],
        _goals(award, parts.get(SectionKey.GOALS, {}).get("goals")),
        [
            Tranche(
                award=award,
                position=place,
                amount=amount,
                after_midterm=place > 1 and terms.midterm and terms.later_after_midterm,
                needs_signature=amount >= terms.countersigned_from,
            )
            for place, amount in enumerate(amounts, 1)
        ],
    )


def fit(award: Award, *, actor: Any, seen: str, parts: list[tuple[int, int]]) -> Agreement:
    """Divide what the group gets among its lines anew: won of grant and of its own for each, in their order.

    Possible until somebody accepted. ``seen`` is the fingerprint of the agreement that the actor had before their eyes.
    """
    with transaction.atomic():
        locked, agreement = _locked(award, "funding.fit_budget", actor)
        reasons = _not_as_seen(agreement, seen) + why_not_fit(agreement) + over_in(locked, parts)
        if reasons:
            raise Refused(reasons)
        lines = list(locked.lines.order_by("position"))
        before = [(line.grant, line.own) for line in lines]
        for line, (grant, own) in zip(lines, parts, strict=True):
            line.grant, line.own = grant, own
            line.save(update_fields=["grant", "own"])
        content = agreement.content | {"lines": [_kept(line) for line in lines]}
        agreement.content, agreement.fingerprint = content, fingerprint(content)
        agreement.save(update_fields=["content", "fingerprint"])
        audit.record("agreement.fitted", agreement, actor=actor, changes={"lines": (before, list(parts))})
    return agreement


def why_not_fit(agreement: Agreement) -> list[str]:
    """What keeps the budget from being fitted now."""
    if agreement.award.state != AwardState.OFFERED:
        return [_("The agreement stands. Ask for a change of the budget instead.")]
    if agreement.acceptances.exists():
        return [_("Somebody accepted the agreement already, so its budget stands.")]
    return []


def over_in(award: Award, parts: list[tuple[int, int]]) -> list[str]:
    """What is wrong with these amounts for the lines of ``award``, each as a sentence."""
    lines = list(award.lines.order_by("position"))
    if len(lines) != len(parts):
        return [_("The lines changed since you opened this page. Please look at them again.")]
    by_item: dict[str, int] = {}
    for line, (grant, _own) in zip(lines, parts, strict=True):
        by_item[line.item] = by_item.get(line.item, 0) + grant
    sums = budget.Totals(sum(grant for grant, _own in parts), sum(own for _grant, own in parts), by_item)
    reasons = []
    if sums.grant != award.amount:
        reasons.append(
            _("The grant parts add up to %(sum)s; they must add up to %(amount)s.")
            % {"sum": budget.won(sums.grant), "amount": budget.won(award.amount)}
        )
    call = award.proposal.call
    reasons += [
        _("“%(item)s” may take at most %(most)s of the grant.") % {"item": row.label, "most": budget.won(row.most or 0)}
        for row in budget.items_against_caps(call, sums)
        if row.allowed and row.is_over
    ]
    needed = budget.own_needed(call, award.amount)
    if sums.own < needed:
        reasons.append(_("Your own part must be at least %(needed)s.") % {"needed": budget.won(needed)})
    return reasons


def take_lesson(award: Award, *, actor: Any) -> LessonTaken:
    """``actor`` has answered every question of the accounting lesson."""
    with transaction.atomic():
        if membership_in(actor, award) is None:
            raise NotAllowed
        taken, new = LessonTaken.objects.get_or_create(award=award, user=actor)
        if new:
            audit.record("award.lesson_taken", award, actor=actor)
    return taken


def accept(award: Award, *, actor: Any, seen: str) -> Acceptance:
    """``actor`` says yes, on their own account, to the agreement with the fingerprint ``seen``.

    The yes that completes it makes the award agreed. Saying yes twice changes nothing.
    """
    with transaction.atomic():
        locked, agreement = _locked(award, "funding.accept_agreement", actor)
        member = membership_in(actor, locked)
        if reasons := _not_as_seen(agreement, seen) + why_not_accept(agreement, member):
            raise Refused(reasons)
        said, new = Acceptance.objects.get_or_create(
            agreement=agreement, user=actor, defaults={"fingerprint": seen, "role": member.role}
        )
        if new:
            audit.record("agreement.accepted", agreement, actor=actor, changes={"fingerprint": (None, seen)})
        if queries.consent(agreement).is_complete:
            agree(locked)
    return said


def why_not_accept(agreement: Agreement, member: Any) -> list[str]:
    """What keeps this member from accepting now."""
    if agreement.award.state != AwardState.OFFERED:
        return [_("This agreement does not wait for anybody's yes any more.")]
    if agreement.award.group.is_over:
        return [_("The group is disbanded.")]
    if queries.needs_lesson(agreement, member):
        return [_("Please take the short lesson in keeping accounts first.")]
    return []


@AWARD.performs("agree")
def agree(award: Award, *, actor: None = None) -> Award:
    """The last yes is there: the period begins, and the group enters its bank account."""
    with AWARD.moving(award, "agree", actor=actor) as move:
        agreement: Agreement = move.subject.agreement
        today = timezone.localdate(move.now)
        period = queries.period_of(agreement).from_day(today)
        move.set(starts_on=period.starts_on, ends_on=period.ends_on)
        agreement.agreed_at = move.now
        agreement.save(update_fields=["agreed_at"])
        account_by = today + timedelta(days=queries.conditions_of(agreement).account_within)
        move.tell(people_of(award.group), emails.AGREED, due=account_by)
    return move.subject


# --- Made from the proposal --------------------------------------------------------------------------


def _fitted(rows: Any, amount: int) -> list[dict[str, Any]]:
    """The lines of the proposal, reduced in proportion to ``amount``; one line for everything where there are none."""
    asked = [line for line in budget.lines_of(rows) if line.total]
    sums = budget.totals(asked)
    if not sums.grant:
        return [{"item": str(Item.OTHER), "detail": "", "grant": amount, "own": 0}]
    grants = in_proportion(amount, [line.grant for line in asked])
    owns = in_proportion(-(-sums.own * amount // sums.grant), [line.own_part for line in asked])
    return [
        {"item": line.item, "detail": line.detail[:200], "grant": grant, "own": own}
        for line, grant, own in zip(asked, grants, owns, strict=True)
    ]


def _goals(award: Award, rows: Any) -> list[Goal]:
    keys = ("indicator", "baseline", "target", "measured")
    said = [{key: str(row.get(key) or "")[:200] for key in keys} for row in rows or () if row]
    return [Goal(award=award, position=place, **row) for place, row in enumerate(said, 1) if row["indicator"]]


def _kept(line: BudgetLine) -> dict[str, Any]:
    return {"item": line.item, "detail": line.detail, "grant": line.grant, "own": line.own}


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


# --- Guards ------------------------------------------------------------------------------------------


def _locked(award: Award, permission: str, actor: Any) -> tuple[Award, Agreement]:
    """Award and agreement, locked in this order, for somebody who may."""
    locked = Award.objects.select_for_update(of=("self",)).select_related("group", "proposal__call").get(pk=award.pk)
    if not permissions.check(permission, actor, locked):
        raise NotAllowed
    agreement = Agreement.objects.select_for_update(of=("self",)).get(award=locked)
    agreement.award = locked
    return locked, agreement


def _not_as_seen(agreement: Agreement, seen: str) -> list[str]:
    if agreement.fingerprint == seen:
        return []
    return [_("The agreement changed since you opened it. Please read it again.")]
