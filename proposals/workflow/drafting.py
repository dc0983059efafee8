"""A draft begins, is written by several people at once, changes hands, and is shown to advisers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, permissions
from casework.constraints import kindly
from casework.lifecycle import NotAllowed, Refused
from groups.enums import GroupState
from groups.models import Group
from groups.queries.groups import people_of
from groups.rules import membership_in
from notices import workflow as notices
from proposals import budget, continuing, emails, merging
from proposals.enums import EditOutcome, SectionKey
from proposals.models import Call, Proposal, Section, SectionEdit
from proposals.outline import Part, parts_of, words_of
from proposals.prefill import prefilled
from proposals.workflow.proposal import PROPOSAL

# Saves of one person within this time of each other's beginning are one entry of the history.
ONE_GO = timedelta(minutes=10)


# --- Beginning ---------------------------------------------------------------------------------------


def begin(call: Call, group: Group, *, actor: Any, answers: Mapping[str, Any] | None = None) -> Proposal:
    """A member begins the group's draft. ``answers``: of the self-check. Raises ``Refused`` with a sentence."""
    if not permissions.check("proposals.begin_proposal", actor, group):
        raise NotAllowed
    return _begin(call, group, actor, answers or {})


def begin_for(call: Call, group: Group, *, actor: Any) -> Proposal:
    """Staff at the counter begin a draft for a group of their villages; the group takes it over before it submits."""
    if not permissions.check("proposals.begin_for_group", actor, group) or membership_in(actor, group):
        raise NotAllowed
    return _begin(call, group, actor, {}, started_for=True)


def _begin(call: Call, group: Group, actor: Any, answers: Mapping[str, Any], **fields: Any) -> Proposal:
    refused = what_keeps_from_beginning(call, group)
    if refused:
        raise Refused([refused])
    leader = group.representative
    proposal = Proposal(
        call=call,
        group=group,
        village=group.village,
        lead=leader.user if leader else actor,
        started_by=actor,
        group_name=group.name,
        **fields,
    )
    parts = parts_of(call)
    content = prefilled(call, group, parts, answers)
    with kindly(Proposal):
        proposal.save()
        Section.objects.bulk_create(Section(proposal=proposal, key=part.key, data=content[part.key]) for part in parts)
        _keep_in_step(proposal, parts, content)
        _note_prefilled(proposal, actor)
        continuing.begun(proposal)
        event = audit.record(
            "proposal.begun", proposal, actor=actor, changes={"call": (None, call), "group": (None, group)}
        )
        kind = emails.BEGUN_FOR if proposal.started_for else emails.BEGUN
        notices.tell(
            people_of(group, but=actor), kind, about=proposal, due=timezone.localdate(call.closes_at),
            key=f"audit:{event.pk}", proposal=proposal, who=actor,
        )  # fmt: skip
    return proposal


def _note_prefilled(proposal: Proposal, actor: Any) -> None:
    """Version 0 in the history of each part that did not begin empty."""
    SectionEdit.objects.bulk_create(
        SectionEdit(
            section=section, by=actor, for_group=proposal.started_for, base_version=0, version=0, data=section.data
        )
        for section in proposal.sections.all()
        if section.data
    )


def what_keeps_from_beginning(call: Call, group: Group) -> str | None:
    """The sentence why ``group`` cannot begin a proposal to ``call`` now, or nothing."""
    if not call.is_open():
        return _("This call does not take proposals now.")
    if group.state == GroupState.ON_BREAK:
        return _("Your group is on a break. Return from it first; the draft will be here.")
    if group.state != GroupState.FORMED:
        return _("A proposal needs a formed group. Three people make one: invite your neighbors first.")
    if Proposal.objects.living().filter(call=call, group=group).exists():
        return _("Your group has a proposal for this call already. Please go on with that.")
    return continuing.refusal(call, group)


# --- Writing -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Saved:
    """``conflict`` is the text that waits beside the saved one; ``taken`` names answers others changed meanwhile."""

    section: Section
    conflict: SectionEdit | None = None
    taken: tuple[str, ...] = ()
    # The marks for a form that stays open.
    seen: dict[str, Any] = field(default_factory=dict)


def save_section(
    section: Section,
    *,
    actor: Any,
    data: Mapping[str, Any],
    base_version: int,
    seen: merging.Marks | None = None,
    done: bool = False,
) -> Saved:
    """Save what ``actor`` typed over version ``base_version``, with others' changes of other answers left standing.

    ``seen`` are the marks that the form carried; without them the version is looked up in the history. Nothing typed
    is ever refused for being incomplete. Raises ``NotAllowed``, or ``Refused`` where the text is closed.
    """
    with transaction.atomic():
        proposal, section = _locked(section, actor)
        marks = seen if seen is not None else _marks_of_version(section, base_version)
        found = merging.merge(marks, data, section.data)
        _write(proposal, section, actor, found.data, base_version)
        if done and not section.done:
            section.done = True
            section.save(update_fields=["done"])
        clashing = {key: data.get(key) for key in found.clashing}
        conflict = _set_beside(proposal, section, actor, clashing) if clashing else None
    return Saved(section, conflict, found.taken, merging.seen_after(marks, data, section.data))


def check_off(section: Section, *, actor: Any, done: bool) -> None:
    """Note that the writer went through the part and said that it is done. No text changes."""
    if section.done != done:
        with transaction.atomic():
            _proposal, locked = _locked(section, actor)
            locked.done = done
            locked.save(update_fields=["done"])


def settle(section: Section, *, actor: Any, edit: SectionEdit, keep: Mapping[str, str]) -> Section:
    """Choose, answer by answer, between ``mine`` (the text that waits) and ``theirs`` (the saved one).

    The text not chosen stays in the history. Answers that ``keep`` does not name keep waiting.
    """
    with transaction.atomic():
        proposal, section = _locked(section, actor)
        edit = SectionEdit.objects.select_for_update().get(pk=edit.pk, section=section)
        if edit.outcome != EditOutcome.CONFLICT:
            raise Refused([_("This has been decided already.")])
        if not may_settle(edit, actor, proposal.group):
            raise Refused([_("Whoever wrote the second text chooses between the two.")])
        chosen = {key: value for key, value in edit.data.items() if keep.get(key) == "mine"}
        set_aside = {key: section.data.get(key) for key in chosen}
        _write(proposal, section, actor, {**section.data, **chosen}, section.version)
        waiting = {key: value for key, value in edit.data.items() if keep.get(key) not in ("mine", "theirs")}
        if waiting:
            SectionEdit.objects.filter(pk=edit.pk).update(data=waiting)
            refused = {key: value for key, value in edit.data.items() if keep.get(key) == "theirs"}
            _keep_aside(proposal, section, actor, set_aside | refused)
        else:
            SectionEdit.objects.filter(pk=edit.pk).update(outcome=EditOutcome.SET_ASIDE)
            _keep_aside(proposal, section, actor, set_aside)
    return section


def may_settle(edit: SectionEdit, actor: Any, group: Group) -> bool:
    """Whoever wrote the waiting text; any member, once its writer can write here no more."""
    writer_is_here = any(each.user_id == edit.by_id for each in group.members) or edit.for_group
    return edit.by_id == actor.pk or not writer_is_here


def _locked(section: Section, actor: Any) -> tuple[Proposal, Section]:
    """Both rows as they stand. Saving and submitting lock the proposal first, so no save slips past a submission."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("call", "group", "village")
    proposal = found.get(pk=section.proposal_id)
    if not permissions.check("proposals.write_proposal", actor, proposal):
        raise NotAllowed
    if not proposal.is_text_open:
        raise Refused([_("The text is closed now, so this was not saved. What you typed stays on this page.")])
    section = Section.objects.select_for_update().get(pk=section.pk)
    section.proposal = proposal
    return proposal, section


def _write(proposal: Proposal, section: Section, actor: Any, data: dict[str, Any], base_version: int) -> None:
    now = timezone.now()
    if merging.marks_of(data) == merging.marks_of(section.data):
        return
    before = section.version
    section.data, section.version = data, before + 1
    section.edited_by, section.edited_at = actor, now
    section.save(update_fields=["data", "version", "edited_by", "edited_at"])
    _note_edit(proposal, section, actor, before, base_version, now)
    _keep_in_step(proposal, parts_of(proposal.call), {section.key: data}, now)


def _note_edit(proposal: Proposal, section: Section, actor: Any, before: int, base_version: int, now: datetime) -> None:
    """Grow the last entry of the history if it is of the same go, otherwise begin a new one."""
    last = section.edits.filter(outcome=EditOutcome.SAVED).first()
    if last and last.version and last.by_id == actor.pk and last.version == before and now - last.at < ONE_GO:
        last.version, last.data = section.version, section.data
        last.save(update_fields=["version", "data"])
        return
    SectionEdit.objects.create(
        section=section, by=actor, for_group=_for_group(proposal, actor), at=now, base_version=base_version,
        version=section.version, data=section.data,
    )  # fmt: skip


def _set_beside(proposal: Proposal, section: Section, actor: Any, clashing: Mapping[str, Any]) -> SectionEdit:
    """Keep what clashes until its writer has chosen; whoever types on makes their waiting text longer, not two."""
    waiting = section.edits.filter(outcome=EditOutcome.CONFLICT, by=actor).first()
    if waiting is None:
        return SectionEdit.objects.create(
            section=section, by=actor, for_group=_for_group(proposal, actor), base_version=section.version,
            data=dict(clashing), outcome=EditOutcome.CONFLICT,
        )  # fmt: skip
    waiting.data |= clashing
    waiting.at, waiting.base_version = timezone.now(), section.version
    waiting.save(update_fields=["data", "at", "base_version"])
    return waiting


def _keep_aside(proposal: Proposal, section: Section, actor: Any, data: Mapping[str, Any]) -> None:
    """What a choice set aside stays to be read."""
    if data:
        SectionEdit.objects.create(
            section=section, by=actor, for_group=_for_group(proposal, actor), base_version=section.version,
            data=dict(data), outcome=EditOutcome.SET_ASIDE,
        )  # fmt: skip


def _for_group(proposal: Proposal, actor: Any) -> bool:
    return membership_in(actor, proposal.group) is None


def _marks_of_version(section: Section, version: int) -> dict[str, Any]:
    """What stood there at ``version``; where the history has grown over it, the nearest text before."""
    if version >= section.version:
        return merging.marks_of(section.data)
    edit = section.edits.filter(outcome=EditOutcome.SAVED, version__lte=version).first()
    return merging.marks_of(edit.data if edit else {})


def _keep_in_step(
    proposal: Proposal, parts: list[Part], changed: Mapping[str, dict[str, Any]], now: datetime | None = None
) -> None:
    """Title, theme, sums and words of the proposal follow from its parts."""
    fields: dict[str, Any] = {"changed_at": now or timezone.now()}
    if SectionKey.IDEA in changed:
        idea = changed[SectionKey.IDEA]
        fields["title"] = " ".join(str(idea.get("title") or "").split())[:120]
        theme = idea.get("theme")
        fields["theme"] = theme if isinstance(theme, str) and len(theme) <= 20 else ""
    if SectionKey.BUDGET in changed:
        sums = budget.totals(changed[SectionKey.BUDGET].get("lines"))
        fields["asked"], fields["own"] = sums.grant, sums.own
    if any(part.words and part.key in changed for part in parts):
        content = dict(proposal.sections.values_list("key", "data")) | dict(changed)
        fields["words"] = "\n".join(filter(None, (words_of(part, content.get(part.key, {})) for part in parts)))
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(fields))


# --- Changing hands ----------------------------------------------------------------------------------


@PROPOSAL.performs("take_over")
def take_over(proposal: Proposal, *, actor: Any) -> Proposal:
    """A member makes what staff began for the group the group's own; from now on only members write and submit."""
    with PROPOSAL.moving(proposal, "take_over", actor=actor) as move:
        move.set(taken_over_at=move.now)
        people = [*people_of(move.subject.group, but=actor), move.subject.started_by]
        move.tell(people, emails.TAKEN_OVER, proposal=move.subject, who=actor)
    return move.subject


@PROPOSAL.performs("share")
def share(proposal: Proposal, *, actor: Any) -> Proposal:
    """Let the offices of the village read the draft and comment on it."""
    with PROPOSAL.moving(proposal, "share", actor=actor) as move:
        move.set(shared_at=move.now)
    return move.subject


def change_lead(proposal: Proposal, *, actor: Any, lead: Any) -> Proposal:
    """Another member leads the proposal. Raises ``Refused`` where they lead another one in this call already."""
    with kindly(Proposal):
        locked = Proposal.objects.select_for_update(of=("self",)).select_related("call", "group").get(pk=proposal.pk)
        if not permissions.check("proposals.change_lead", actor, locked):
            raise NotAllowed
        if not locked.is_text_open:
            raise Refused([_("The text is closed now, so the lead proposer stays.")])
        if membership_in(lead, locked.group) is None:
            raise Refused([_("The lead proposer must be a member of the group.")])
        before, locked.lead = locked.lead, lead
        if before == lead:
            return locked
        locked.save(update_fields=["lead"])
        event = audit.record("proposal.lead_changed", locked, actor=actor, changes={"lead": (before, lead)})
        notices.tell(
            people_of(locked.group, but=actor), emails.LEAD_CHANGED, about=locked, key=f"audit:{event.pk}",
            proposal=locked, who=actor, lead=lead,
        )  # fmt: skip
    return locked


def rename_group(group: Group) -> None:
    """Drafts go by the group's present name; what was submitted keeps the name it had."""
    Proposal.objects.filter(group=group, submitted_at=None).update(group_name=group.name)
