"""Who may ask, and for what: every rule once, for the self-check of visitors, the check of a draft and the officer's.

A rule is a sentence with the call's own numbers in it, a question that a visitor answers about themselves, and a
judgement of a proposal. Floors above register theirs ("the previous award is settled") by ``register``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from groups.enums import LegalForm
from groups.queries.distinct import DistinctPeople, distinct_people
from proposals.enums import CheckOutcome, SectionKey
from proposals.models import Call, Proposal
from proposals.queries.advice import advised
from proposals.queries.calls import area_name, area_of
from seoul_portal.templatetags.portal import day as as_time
from seoul_portal.templatetags.portal import money

Text = str | Promise
MET, NOT_MET, ASK = CheckOutcome.MET, CheckOutcome.NOT_MET, CheckOutcome.ASK
UNSURE = "unsure"
YES_NO: tuple[tuple[str, Text], ...] = (
    ("yes", pgettext_lazy("self-check", "Yes")),
    ("no", pgettext_lazy("self-check", "No")),
    (UNSURE, gettext_lazy("Not sure")),
)


@dataclass(frozen=True)
class Inquiry:
    """A question of the self-check. ``means`` says what each answer comes to; what it does not name: ask a person."""

    text: str
    means: Mapping[str, CheckOutcome]
    choices: tuple[tuple[str, Text], ...] = YES_NO
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. ``name`` is stored in counts and never changes.

    ``applies`` leaves a rule out of calls without it. ``inquiry`` is ``None`` for what is no question for a visitor;
    ``now`` then may judge without an answer. ``todo`` says what to do where the rule is not met.
    """

    name: str
    label: Text
    sentence: Callable[[Call], str]
    judge: Callable[[Proposal], tuple[CheckOutcome, str]]
    inquiry: Callable[[Call], Inquiry] | None = None
    now: Callable[[Call], CheckOutcome] | None = None
    todo: Callable[[Call], str] = lambda call: ""
    applies: Callable[[Call], bool] = lambda call: True
    # Something to do on the way, which no answer of a visitor settles.
    step: bool = False


@dataclass(frozen=True)
class Finding:
    """What became of one rule: for a visitor's answers, or for a proposal with ``detail`` about it."""

    rule: Rule
    outcome: CheckOutcome
    sentence: str
    detail: str = ""
    todo: str = ""

    @property
    def tone(self) -> str:
        """The colour of the outcome on a badge."""
        if self.is_step:
            return "information"
        return {MET: "success", NOT_MET: "danger", ASK: "warning"}[self.outcome]

    @property
    def is_step(self) -> bool:
        """Whether it is a step that everybody takes before they submit, and no condition that one may fail."""
        return self.rule.step and self.outcome == ASK

    @property
    def label(self) -> Text:
        return _("Before you submit") if self.is_step else self.outcome.label


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Add a rule to every call; upper floors do so in ``AppConfig.ready()``."""
    if rule.name in _rules:
        raise ValueError(f"two rules named {rule.name}")
    _rules[rule.name] = rule


def rules_of(call: Call) -> list[Rule]:
    """The rules that ``call`` has, in the order in which they are asked."""
    return [rule for rule in _rules.values() if rule.applies(call)]


def label_of(name: str) -> str:
    """The short name of a rule that was counted; the stored one where it is gone."""
    return str(_rules[name].label) if name in _rules else name


def questions_of(call: Call) -> list[tuple[Rule, Inquiry]]:
    """What the self-check of ``call`` asks."""
    return [(rule, rule.inquiry(call)) for rule in rules_of(call) if rule.inquiry is not None]


def checked(call: Call, answers: Mapping[str, str]) -> list[Finding]:
    """How each rule comes out for a visitor's ``answers`` (rule name → value)."""
    findings = []
    for rule in rules_of(call):
        if rule.inquiry is not None:
            outcome = rule.inquiry(call).means.get(answers.get(rule.name, UNSURE), ASK)
        elif rule.now is not None:
            outcome = rule.now(call)
        else:
            continue
        findings.append(Finding(rule, outcome, rule.sentence(call), todo="" if outcome == MET else rule.todo(call)))
    return findings


def standing(proposal: Proposal) -> list[Finding]:
    """How each rule comes out for ``proposal`` as it is now, for its group and for whoever checks it."""
    call = proposal.call
    findings = []
    for rule in rules_of(call):
        outcome, detail = rule.judge(proposal)
        findings.append(Finding(rule, outcome, rule.sentence(call), detail, "" if outcome == MET else rule.todo(call)))
    return findings


# --- What the rules of this floor ask of a proposal --------------------------------------------------


def people_of(proposal: Proposal) -> DistinctPeople:
    """The group's distinct people by the call's measure; read once per instance."""
    if "_distinct_people" not in vars(proposal):
        call = proposal.call
        people = distinct_people(proposal.group, area=area_of(call), minimum=call.minimum_people)
        vars(proposal)["_distinct_people"] = people
    return vars(proposal)["_distinct_people"]


def _people(proposal: Proposal) -> tuple[CheckOutcome, str]:
    people = people_of(proposal)
    return (MET if people.enough else NOT_MET), " ".join([people.sentence, *people.reasons])


def _ties(proposal: Proposal) -> tuple[CheckOutcome, str]:
    people = people_of(proposal).people
    tied = sum(not each.without_tie for each in people)
    said = _("%(tied)d of %(all)d members have a tie.") % {"tied": tied, "all": len(people)}
    return (MET if tied >= proposal.call.minimum_people else NOT_MET), said


def _kind(proposal: Proposal) -> tuple[CheckOutcome, str]:
    group = proposal.group
    return (MET if group.legal_form in proposal.call.legal_forms else NOT_MET), group.get_legal_form_display()


def _purpose(proposal: Proposal) -> tuple[CheckOutcome, str]:
    return ASK, _("Somebody reads the proposal for this.")


def _data(proposal: Proposal, key: str) -> dict[str, Any]:
    return next((section.data for section in proposal.sections.all() if section.key == key), {})


def _duplicate(proposal: Proposal) -> tuple[CheckOutcome, str]:
    rows = _data(proposal, SectionKey.GROUP).get("subsidies") or []
    said = ", ".join(f"{row.get('year', '')} {row.get('agency', '')} {row.get('project', '')}".strip() for row in rows)
    return (ASK, said) if rows else (MET, _("The group names no other public money."))


def _ceiling(proposal: Proposal) -> tuple[CheckOutcome, str]:
    if not proposal.asked:
        return ASK, _("The budget is still empty.")
    return (MET if proposal.asked <= proposal.call.ceiling else NOT_MET), money(proposal.asked)


def _period(proposal: Proposal) -> tuple[CheckOutcome, str]:
    call, given = proposal.call, _data(proposal, SectionKey.ACTIVITIES)
    days = [_as_day(given.get(name)) for name in ("start", "end")]
    start, end = days
    if start is None or end is None:
        return ASK, _("The dates are still missing.")
    late = call.project_end is not None and end > call.project_end
    early = call.project_start is not None and start < call.project_start
    return (NOT_MET if late or early or end < start else MET), strip_tags(f"{as_time(start)} – {as_time(end)}")


def _as_day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _lead(proposal: Proposal) -> tuple[CheckOutcome, str]:
    others: list[datetime | None] | None = getattr(proposal, "led_elsewhere", None)  # read together with the file
    if others is None:
        found = Proposal.objects.led_elsewhere(proposal.call_id, proposal.lead_id, proposal.pk)
        others = list(found.values_list("submitted_at", flat=True))
    if any(others):
        return NOT_MET, _("The lead proposer leads another submitted proposal in this call.")
    if others:
        return ASK, _("The lead proposer leads another draft in this call.")
    return MET, ""


def _open(proposal: Proposal) -> tuple[CheckOutcome, str]:
    return (MET if proposal.submitted_at or proposal.call.is_open() else NOT_MET), ""


def _advice(proposal: Proposal) -> tuple[CheckOutcome, str]:
    return (MET, _("The group had advice.")) if advised(proposal) else (NOT_MET, _("No talk is recorded yet."))


# --- The rules of this floor -------------------------------------------------------------------------


def _area(call: Call) -> dict[str, Any]:
    return {"count": call.minimum_people, "area": area_name(call)}


def _kinds(call: Call) -> str:
    return ", ".join(str(LegalForm(form).label) for form in LegalForm.values if form in call.legal_forms)


def _day(value: date | None) -> str:
    """A day inside a sentence, which is plain text."""
    return strip_tags(as_time(value))


def _window(call: Call) -> str:
    if call.project_start and call.project_end:
        values = {"start": _day(call.project_start), "end": _day(call.project_end)}
        return _("The project lies between %(start)s and %(end)s.") % values
    if call.project_end:
        return _("The project ends by %(end)s.") % {"end": _day(call.project_end)}
    return _("The project begins on %(start)s or later.") % {"start": _day(call.project_start)}


def _open_now(call: Call) -> CheckOutcome:
    return MET if call.is_open() else NOT_MET


register(
    Rule(
        name="people",
        label=gettext_lazy("Enough people"),
        sentence=lambda call: (
            _(
                "A group has at least %(count)d distinct people. Spouses, brothers and sisters, parents and children"
                " together count as one."
            )
            % _area(call)
        ),
        inquiry=lambda call: Inquiry(
            _("Are you %(count)d or more, if close family counts as one person?") % _area(call),
            {"yes": MET, "no": NOT_MET},
        ),
        judge=_people,
        todo=lambda call: _("Find more neighbors: the directory shows groups that look for people."),
    )
)
register(
    Rule(
        name="ties",
        label=gettext_lazy("At home in the area"),
        sentence=lambda call: _("%(count)d of them live, work or study in this area: %(area)s.") % _area(call),
        inquiry=lambda call: Inquiry(
            _("Do at least %(count)d of you live, work or study here: %(area)s?") % _area(call),
            {"yes": MET, "no": NOT_MET},
        ),
        judge=_ties,
        todo=lambda call: _("Look for a call for your own area, or for neighbors who live, work or study here."),
    )
)
register(
    Rule(
        name="kind",
        label=gettext_lazy("Kind of group"),
        sentence=lambda call: _("Groups of these kinds may ask: %(kinds)s.") % {"kinds": _kinds(call)},
        inquiry=lambda call: Inquiry(
            _("What are you?"),
            {form: MET if form in call.legal_forms else NOT_MET for form in LegalForm.values},
            (*LegalForm.choices, (UNSURE, gettext_lazy("Not sure"))),
        ),
        judge=_kind,
        todo=lambda call: _("Three neighbors can found a residents' group of their own, whatever else they belong to."),
    )
)
register(
    Rule(
        name="purpose",
        label=gettext_lazy("For the neighborhood"),
        sentence=lambda call: _("The project is not for profit, and for no party, election or religion."),
        inquiry=lambda call: Inquiry(
            _("Is it meant to earn a profit, or to serve a party, an election or a religion?"),
            {"yes": NOT_MET, "no": MET},
        ),
        judge=_purpose,
        todo=lambda call: _("Ask an adviser whether a part of the idea is for everybody."),
    )
)
register(
    Rule(
        name="duplicate",
        label=gettext_lazy("No money twice"),
        sentence=lambda call: _("The same thing is not paid for by other public money."),
        inquiry=lambda call: Inquiry(
            _("Does the same project get other public money already?"), {"yes": NOT_MET, "no": MET}
        ),
        judge=_duplicate,
        todo=lambda call: _("Another part of your work may still be supported. An adviser helps to tell them apart."),
    )
)
register(
    Rule(
        name="ceiling",
        label=gettext_lazy("Within the ceiling"),
        sentence=lambda call: _("A group gets %(amount)s at most.") % {"amount": money(call.ceiling)},
        inquiry=lambda call: Inquiry(
            _("Is %(amount)s enough for what you plan?") % {"amount": money(call.ceiling)},
            {"yes": MET, "no": ASK},
        ),
        judge=_ceiling,
        todo=lambda call: _("Begin smaller: an adviser helps you choose what to do first."),
    )
)
register(
    Rule(
        name="period",
        label=gettext_lazy("In the time of the projects"),
        sentence=_window,
        inquiry=lambda call: Inquiry(_("Can you do it in this time?"), {"yes": MET, "no": NOT_MET}, help=_window(call)),
        judge=_period,
        todo=lambda call: _("Plan the part that fits, and ask for the rest another year."),
        applies=lambda call: bool(call.project_start or call.project_end),
    )
)
register(
    Rule(
        name="lead",
        label=gettext_lazy("One proposal for each lead proposer"),
        sentence=lambda call: _("A person leads only one proposal in a call."),
        inquiry=lambda call: Inquiry(
            _("Does your lead proposer lead another proposal in this call?"), {"yes": NOT_MET, "no": MET}
        ),
        judge=_lead,
        todo=lambda call: _("Choose somebody else in your group to lead this one."),
    )
)
register(
    Rule(
        name="open",
        label=gettext_lazy("In time"),
        sentence=lambda call: _("Proposals are taken while the call is open."),
        judge=_open,
        now=_open_now,
        todo=lambda call: _("You can find your people and ask for advice already."),
    )
)
register(
    Rule(
        name="advice",
        label=gettext_lazy("Advice before submitting"),
        sentence=lambda call: _("Before you submit, an adviser has talked with you once."),
        judge=_advice,
        now=lambda call: ASK,
        todo=lambda call: _("Book a talk: it is free, and there are hours in the evening too."),
        applies=lambda call: call.advice_required,
        step=True,
    )
)
