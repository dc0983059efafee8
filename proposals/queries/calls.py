"""Reading calls: with all their rows in one query, where they hold, and what a draft of one still lacks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from groups.queries.distinct import Area
from proposals.enums import CORE_SECTIONS, AreaKind, SectionKey
from proposals.models import (
    Amendment,
    Briefing,
    BudgetItem,
    Call,
    CallDistrict,
    CallVillage,
    Criterion,
    DocumentRequirement,
    Pledge,
    Question,
    Stage,
)
from seoul_portal.prepared import NOW, Prepared
from villages.models import District, Village
from villages.names import named

ROWS: dict[str, type[Model]] = {
    "budget_items": BudgetItem,
    "criteria": Criterion,
    "questions": Question,
    "documents": DocumentRequirement,
    "pledges": Pledge,
    "briefings": Briefing,
    "amendments": Amendment,
}
ALL = Q()
# What belongs to a rule and is copied with it; amendments are history, and briefings have a date of their own.
RULE_ROWS = ("budget_items", "criteria", "questions", "documents", "pledges")


# --- A call with everything in it --------------------------------------------------------------------


def whole(calls: QuerySet[Call]) -> QuerySet[Call]:
    """``calls`` with places and every row, in the same query; then ``unfold`` each of them."""
    rows = {
        f"{name}_rows": _as_json(model._default_manager.filter(call=OuterRef("pk"))) for name, model in ROWS.items()
    }
    related = ("programme", "stage__programme", "contact_office__district")
    return with_places(calls).select_related(*related).annotate(**rows)


def with_places(calls: QuerySet[Call]) -> QuerySet[Call]:
    """``calls`` with their districts and villages in the same query; then ``unfold`` each of them."""
    districts = District.objects.filter(
        pk__in=CallDistrict.objects.filter(call=OuterRef(OuterRef("pk"))).values("district")
    )
    villages = Village.objects.filter(
        pk__in=CallVillage.objects.filter(call=OuterRef(OuterRef("pk"))).values("village")
    )
    return calls.annotate(districts_rows=_as_json(districts), villages_rows=_as_json(villages))


def unfold(call: Call) -> Call:
    """Hand the rows that came with ``call`` to ``call.questions.all()`` and its like."""
    models: dict[str, type[Model]] = {**ROWS, "districts": District, "villages": Village}
    for name, model in models.items():
        if f"{name}_rows" in vars(call):
            _remember(call, name, [_made(model, row) for row in vars(call).pop(f"{name}_rows")])
    return call


def whole_call(calls: QuerySet[Call], pk: int) -> Call | None:
    """One of ``calls`` with everything in it. One query."""
    found = whole(calls).filter(pk=pk).first()
    return unfold(found) if found else None


def _as_json(rows: QuerySet[Any]) -> ArraySubquery:
    fields = {field.attname: field.attname for field in rows.model._meta.concrete_fields if field.attname != "search"}
    ordered = rows.order_by(*(rows.model._meta.ordering or ["pk"]))
    return ArraySubquery(ordered.values(row=JSONObject(**fields)))


def remade(kept: dict[str, Any], rows: Iterable[str]) -> Call:
    """A call out of what a submission kept of it: its columns, and the rows of each name in ``rows``."""
    names = {field.attname for field in Call._meta.concrete_fields}
    call: Any = _made(Call, {name: value for name, value in kept.items() if name in names})
    for name in rows:
        columns = {field.attname for field in ROWS[name]._meta.concrete_fields}
        made = [_made(ROWS[name], {key: row[key] for key in row if key in columns}) for row in kept[name]]
        _remember(call, name, made)
    return call


def _made(model: type[Model], row: dict[str, Any]) -> Model:
    """A saved instance out of JSON, which knows no dates."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = model(**{name: fields[name].to_python(value) for name, value in row.items()})
    made._state.adding, made._state.db = False, "default"
    return made


def _remember(call: Call, name: str, rows: list[Model]) -> None:
    for row in rows:
        if hasattr(row, "call_id"):
            row.call = call  # type: ignore[attr-defined]
    kept: Any = getattr(call, name).all()
    kept._result_cache, kept._prefetch_done = rows, True
    call.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept


# --- Lists -------------------------------------------------------------------------------------------


def current_calls(narrowing: Q = ALL, *, key: Hashable = None) -> list[Call]:
    """Published calls that take proposals or will: open ones first, those that close or open soonest before others.

    ``key`` tells this ``narrowing`` from every other.
    """
    return [unfold(call) for call in _current(narrowing, key=key)]


def _now_or_soon(narrowing: Q) -> QuerySet[Call]:
    first = Case(When(opens_at__lte=NOW, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = with_places(Call.objects.public().filter(narrowing, closes_at__gt=NOW))
    return found.select_related("programme", "stage__programme").order_by(first, "closes_at", "id")[:100]


_current = Prepared(_now_or_soon)


def stage_choices() -> list[tuple[str, str]]:
    """Stages that ever had a call, as a field offers them."""
    return [(str(pk), f"{programme} · {stage}") for pk, programme, stage in _stage_names(key=get_language())]


_stage_names = Prepared(
    lambda: (
        Stage.objects.filter(Exists(Call.objects.filter(stage=OuterRef("pk"))))
        .order_by("programme", "id")
        .values_list("pk", named("programme__name"), named("name"))
    )
)


def past_calls(calls: QuerySet[Call], now: datetime | None = None) -> QuerySet[Call]:
    """Published calls that are closed, the newest first; ``unfold`` those that are shown."""
    found = with_places(calls.filter(closes_at__lte=now or timezone.now()))
    return found.select_related("programme", "stage__programme").order_by("-id")


def calls_at(place: Any) -> Q:
    """The calls in which people of a village or district may ask."""
    if isinstance(place, District):
        own = Q(calldistricts__district=place) | Q(callvillages__village__district=place)
    else:
        own = Q(calldistricts__district=place.district_id) | Q(callvillages__village=place)
    return Q(area_kind=AreaKind.CITY) | own


# --- Where a call holds ------------------------------------------------------------------------------


def area_of(call: Call) -> Area:
    """Where members must live, work or study, as ``groups.queries.distinct.distinct_people`` takes it."""
    if call.area_kind == AreaKind.VILLAGES:
        return list(call.villages.all())
    if call.area_kind == AreaKind.DISTRICTS:
        districts = list(call.districts.all())
        return districts[0] if len(districts) == 1 else Village.objects.filter(district__in=districts)
    return Village.objects.all()


def area_name(call: Call) -> str:
    """ "Seoul", or the names of the districts or villages."""
    if call.area_kind == AreaKind.CITY:
        return _("Seoul")
    places = call.districts.all() if call.area_kind == AreaKind.DISTRICTS else call.villages.all()
    return ", ".join(place.name for place in places) or "–"


def covers(call: Call, village: Village) -> bool:
    """Whether a group at home in ``village`` is in the area of ``call``."""
    if call.area_kind == AreaKind.CITY:
        return True
    if call.area_kind == AreaKind.DISTRICTS:
        return village.district_id in {district.pk for district in call.districts.all()}
    return village.pk in {each.pk for each in call.villages.all()}


# --- What a draft lacks ------------------------------------------------------------------------------


class Missing(NamedTuple):
    """What a call still needs before it is published, and in which step of building it."""

    step: str
    sentence: str


def missing_from(call: Call) -> list[Missing]:
    """Everything that keeps ``call`` from being published, in the order of the steps."""
    return [Missing(step, sentence) for step, absent, sentence in _wanted(call) if absent]


def _wanted(call: Call) -> list[tuple[str, bool, str]]:
    points = sum(row.points for row in call.criteria.all())
    spaces = AreaKind.DISTRICTS if call.area_kind == AreaKind.DISTRICTS else AreaKind.VILLAGES
    places = call.districts.all() if spaces == AreaKind.DISTRICTS else call.villages.all()
    return [
        ("basics", not call.title_ko, _("Give the call a Korean title.")),
        ("basics", not call.summary_ko, _("Say in Korean what the call is for.")),
        ("basics", call.contact_office_id is None, _("Choose the office that answers questions.")),
        ("area", call.area_kind != AreaKind.CITY and not places, _("Choose the districts or villages it is for.")),
        ("terms", not call.ceiling, _("Say how much a group can get at most.")),
        ("terms", not call.legal_forms, _("Choose which kinds of group may ask.")),
        ("dates", call.opens_at is None, _("Say when the call opens.")),
        ("dates", call.closes_at is None, _("Say when the call closes.")),
        ("form", not set(CORE_SECTIONS) <= set(call.sections), _("Keep the parts every proposal needs.")),
        ("budget", not call.budget_items.all(), _("List at least one thing the money may be spent on.")),
        ("rubric", not call.criteria.all(), _("List at least one criterion.")),
        (
            "rubric",
            bool(points) and points != FULL_POINTS,
            _("The points add up to %(points)d. Make it %(full)d.") % {"points": points, "full": FULL_POINTS},
        ),
        ("pledges", not call.pledges.all(), _("List at least one pledge.")),
    ]


FULL_POINTS = 100
# Parts that belong to a call of themselves: its own questions, documents and pledges bring them along.
BROUGHT_ALONG = (SectionKey.QUESTIONS, SectionKey.DOCUMENTS, SectionKey.PLEDGES)
