"""Writing a call before it is published, and programmes with their stages. Every change is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Refused
from proposals.enums import CallState, Item
from proposals.models import BudgetItem, Call, Pledge, Stage
from proposals.models.programme import Terms
from proposals.queries.calls import RULE_ROWS
from proposals.workflow.call import amending

_PLACES = ("districts", "villages")
# What every call of the programme asks people to give their word on (the Act on local subsidies asks for the first).
PLEDGES = (
    ("같은 사업으로 다른 보조금을 받지 않아요.", "We take no other subsidy for the same project."),
    ("이윤을 남기려는 사업이 아니에요.", "The project is not for profit."),
    ("정당, 선거, 종교를 위한 사업이 아니에요.", "The project serves no party, election or religion."),
    ("우리 모임은 관공서와 독립해서 스스로 결정해요.", "Our group decides for itself, independent of government."),
)
# What is not part of another call even when everything else is.
_OWN = {"id", "state", "published_at", "rules_version", "copied_from"}
_DATES = ("opens_at", "closes_at", "project_start", "project_end")


# --- Beginning ---------------------------------------------------------------------------------------


def begin(stage: Stage, *, actor: Any, title_ko: str) -> Call:
    """A new call with the stage's amounts and rules, and the rows of the call that is the stage's pattern."""
    terms = {field.name: getattr(stage, field.name) for field in Terms._meta.get_fields() if field.concrete}
    call = Call(programme=stage.programme, stage=stage, title_ko=title_ko.strip(), **terms)
    with transaction.atomic():
        if stage.pattern is None:
            call.save()
            BudgetItem.objects.bulk_create(
                BudgetItem(call=call, item=item, position=place) for place, item in enumerate(Item.values, 1)
            )
            Pledge.objects.bulk_create(
                Pledge(call=call, text_ko=ko, text_en=en, position=place) for place, (ko, en) in enumerate(PLEDGES, 1)
            )
        else:
            for name in ("sections", "themes", "legal_forms", "review_steps", "contact_office"):
                setattr(call, name, getattr(stage.pattern, name))
            call.save()
            _copy_rows(stage.pattern, call)
        audit.record("call.drafted", call, actor=actor, changes={"title_ko": ("", call.title_ko)})
    return call


def copy(former: Call, *, actor: Any, title_ko: str, title_en: str = "", years: int = 0) -> Call:
    """A new draft with everything in ``former``; its dates so many ``years`` later, or empty."""
    kept = {field.attname: getattr(former, field.attname) for field in Call._meta.concrete_fields}
    values = {name: value for name, value in kept.items() if name.removesuffix("_id") not in _OWN}
    for name in _DATES:
        values[name] = _later(values[name], years) if years else None
    if not years:
        values |= {"results_ko": "", "results_en": ""}
    with transaction.atomic():
        call = Call.objects.create(
            **values | {"title_ko": title_ko.strip(), "title_en": title_en.strip(), "copied_from": former}
        )
        for name in _PLACES:
            getattr(call, name).set(getattr(former, name).all())
        _copy_rows(former, call)
        audit.record("call.drafted", call, actor=actor, changes={"copied_from": (None, former.pk)})
    return call


def _copy_rows(former: Call, call: Call) -> None:
    for name in RULE_ROWS:
        rows = list(getattr(former, name).all())
        for row in rows:
            row.pk, row.call = None, call
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)


def _later(moment: Any, years: int) -> Any:
    """The same day and, in Seoul, the same hour, ``years`` later; 29 February becomes 28."""
    if moment is None:
        return None
    local: date = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)


# --- Changing ----------------------------------------------------------------------------------------


def change(
    call: Call,
    *,
    actor: Any,
    values: Mapping[str, Any],
    save_rows: Callable[[Call], None] | None = None,
    text_ko: str = "",
    text_en: str = "",
) -> Call:
    """Save a step of building: ``values`` by field, and the rows that ``save_rows`` writes.

    A draft is simply changed; a published call is amended, announced by ``text_ko``. Raises ``Refused``.
    """
    fields = {name: value for name, value in values.items() if name not in _PLACES}
    places = {name: value for name, value in values.items() if name in _PLACES}

    def rest(locked: Call) -> None:
        for name, chosen in places.items():
            getattr(locked, name).set(chosen)
        if save_rows is not None:
            save_rows(locked)

    if call.state != CallState.DRAFT:
        with amending(call, actor=actor, text_ko=text_ko, text_en=text_en) as move:
            move.set(**fields)
            rest(move.subject)
        return move.subject
    with kindly(Call, BudgetItem), transaction.atomic():
        locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if locked.state != CallState.DRAFT:
            raise Refused([_("Somebody has published this call meanwhile. Look at it again: now it can be amended.")])
        before = _facts(locked)
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(fields) or None)
        rest(locked)
        _record("call.changed", locked, before, _facts(Call.objects.get(pk=call.pk)), actor)
    return locked


def change_briefings(call: Call, *, actor: Any, save_rows: Callable[[Call], None]) -> None:
    """Briefings are no rule: they are added and moved at any time."""
    with transaction.atomic():
        locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        before = {"briefings": _words(locked, "briefings")}
        save_rows(locked)
        _record("call.changed", locked, before, {"briefings": _words(locked, "briefings")}, actor)


def _facts(call: Call) -> dict[str, Any]:
    columns = {field.attname: getattr(call, field.attname) for field in call._meta.concrete_fields}
    places = {name: sorted(place.code for place in getattr(call, name).all()) for name in _PLACES}
    return columns | places | {name: _words(call, name) for name in RULE_ROWS}


def _words(call: Call, name: str) -> list[str]:
    return [
        " · ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields if field.name != "call")
        for row in getattr(call, name).all()
    ]


def _record(verb: str, row: Model, before: Mapping[str, Any], after: Mapping[str, Any], actor: Any) -> None:
    changes = {name: (before.get(name), after[name]) for name in after if after[name] != before.get(name)}
    if changes:
        audit.record(verb, row, actor=actor, changes=changes)


# --- Programmes and stages ---------------------------------------------------------------------------


def save_row(row: Model, *, actor: Any) -> None:
    """Save a programme or stage that a form has checked, and record what changed."""
    kind = type(row)
    with kindly(kind), transaction.atomic():
        before = kind._base_manager.select_for_update().filter(pk=row.pk).first() if row.pk else None
        row.save()
        fields = [field.attname for field in kind._meta.concrete_fields]
        verb = f"{kind._meta.model_name}.{'changed' if before else 'added'}"
        was = {name: getattr(before, name) for name in fields} if before else {}
        _record(verb, row, was, {name: getattr(row, name) for name in fields}, actor)
