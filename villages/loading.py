"""Brings districts and villages in line with files of facts: adds, renames, re-codes and closes, never deletes.

A place keeps its row whatever happens to its code or name. A row of the file is a known place when the code is the
present or a former one; or when a current place of the same name in the same district is no longer in the file under
its old code (the register gave it a new one).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from casework import audit
from villages.models import District, Office, Village

DATA = Path(__file__).parent / "data"
Row = Mapping[str, str]


class BadFile(Exception):
    """The files contradict themselves; ``problems`` says where. Nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class Report:
    """What a load did, one line per change."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0

    def add(self, what: str, about: str) -> None:
        self.lines.append((what, about))

    @property
    def counts(self) -> Counter[str]:
        return Counter(what for what, _about in self.lines)


@transaction.atomic
def load(folder: Path = DATA, *, actor: Any = None) -> Report:
    """Load ``districts.csv`` and ``villages.csv`` of ``folder``. Raises ``BadFile`` before anything is written."""
    districts, villages = _read(folder / "districts.csv"), _read(folder / "villages.csv")
    _check(districts, villages)
    report = Report()
    by_code = _Load(District, report, actor).run(districts, _district_fields)
    _Load(Village, report, actor).run(villages, lambda row: _village_fields(row, by_code))
    return report


class _Load:
    """One file against one table."""

    def __init__(self, model: type[District] | type[Village], report: Report, actor: Any) -> None:
        self.model, self.report, self.actor = model, report, actor
        places = model.objects.select_for_update(of=("self",)).prefetch_related("successors")
        self.places: list[Any] = list(places.select_related("district") if model is Village else places)  # type: ignore[misc]

    def run(self, rows: list[Row], fields: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
        """Load ``rows`` and return the places by their code in the file."""
        known = {code: place for place in self.places for code in place.former_codes}
        known |= {place.code: place for place in self.places}
        in_file = {row["code"] for row in rows}
        by_code: dict[str, Any] = {}
        for row in rows:
            values = fields(row)
            place = known.get(row["code"]) or self._recoded(values, in_file)
            by_code[row["code"]] = self._change(place, values) if place else self._add(values)
        for row in rows:
            self._succeed(by_code[row["code"]], {by_code[code] for code in _codes(row)})
        loaded = {place.pk for place in by_code.values()}
        for place in self.places:
            if place.pk not in loaded:
                self.report.add("not in the file, left as it is", f"{place.code} {place.name_ko}")
        return by_code

    def _recoded(self, values: dict[str, Any], in_file: set[str]) -> Any:
        same = [
            place
            for place in self.places
            if place.code not in in_file
            and place.valid_to is None
            and place.name_ko == values["name_ko"]
            and getattr(place, "district_id", None) == getattr(values.get("district"), "pk", None)
        ]
        return same[0] if len(same) == 1 else None

    def _add(self, values: dict[str, Any]) -> Any:
        place = self.model.objects.create(**values)
        self.report.add("added", f"{place.code} {place.name_ko}")
        return place

    def _change(self, place: Any, values: dict[str, Any]) -> Any:
        changes = {name: (getattr(place, name), new) for name, new in values.items() if getattr(place, name) != new}
        if not changes:
            self.report.unchanged += 1
            return place
        if "code" in changes:
            changes["former_codes"] = (place.former_codes, [*place.former_codes, place.code])
        for name, (_old, new) in changes.items():
            setattr(place, name, new)
        place.save(update_fields=[*changes, "search"])
        audit.record(f"{place._meta.model_name}.updated", place, actor=self.actor, changes=changes)
        self.report.add(_word(changes), f"{place.code} {place.name_ko}: " + _told(changes))
        return place

    def _succeed(self, place: Any, successors: set[Any]) -> None:
        present = set(place.successors.all())
        if successors != present:
            place.successors.set(successors)
            old, new = (sorted(each.code for each in group) for group in (present, successors))
            audit.record(
                f"{place._meta.model_name}.succeeded", place, actor=self.actor, changes={"successors": (old, new)}
            )
            self.report.add("successors", f"{place.code} {place.name_ko} → {', '.join(new) or '–'}")
        if isinstance(place, Village) and place.is_closed and successors:
            self._serve_on(place, successors)

    def _serve_on(self, closed: Village, successors: Iterable[Village]) -> None:
        """Whoever served a closed village serves what it became, unless somebody does already."""
        orphans = [village for village in successors if not village.offices.filter(active=True).exists()]
        for office in Office.objects.filter(villages=closed, active=True) if orphans else ():
            office.villages.add(*orphans)
            codes = [village.code for village in orphans]
            audit.record("office.villages_added", office, actor=self.actor, changes={"villages": (None, codes)})
            self.report.add("served on", f"{office.name_ko}: {', '.join(village.name_ko for village in orphans)}")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _check(districts: list[Row], villages: list[Row]) -> None:
    problems: list[str] = []
    district_codes = {row["code"] for row in districts}
    for name, rows in (("districts", districts), ("villages", villages)):
        codes = Counter(row["code"] for row in rows)
        problems += [f"{name}: code {code} stands {times} times" for code, times in codes.items() if times > 1]
        for number, row in enumerate(rows, start=2):
            where = f"{name}, line {number}"
            problems += [f"{where}: successor {code} is not in the file" for code in _codes(row) if code not in codes]
            problems += [f"{where}: {column} is empty" for column in ("code", "name_ko", "name_en") if not row[column]]
            problems += [f"{where}: {wrong}" for wrong in _wrong_dates(row)]
            if row["code"] in _codes(row):
                problems.append(f"{where}: succeeds itself")
            if name == "villages" and row["district_code"] not in district_codes:
                problems.append(f"{where}: district {row['district_code']} is not in the file")
    if problems:
        raise BadFile(problems)


def _wrong_dates(row: Row) -> list[str]:
    try:
        start, end = _day(row, "valid_from"), _day(row, "valid_to")
    except ValueError as error:
        return [str(error)]
    return ["ends before it begins"] if start and end and end <= start else []


def _place_fields(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_ko": row["name_ko"],
        "name_en": row["name_en"],
        "latitude": float(row["latitude"]) if row["latitude"] else None,
        "longitude": float(row["longitude"]) if row["longitude"] else None,
        "valid_from": _day(row, "valid_from"),
        "valid_to": _day(row, "valid_to"),
    }


def _district_fields(row: Row) -> dict[str, Any]:
    tile = {"tile_column": int(row["tile_column"]), "tile_row": int(row["tile_row"])}
    return _place_fields(row) | tile | {"letters": row.get("letters", "")}


def _village_fields(row: Row, districts: Mapping[str, Any]) -> dict[str, Any]:
    return _place_fields(row) | {"district": districts[row["district_code"]]}


def _day(row: Row, column: str) -> date | None:
    return date.fromisoformat(row[column]) if row.get(column) else None


def _codes(row: Row) -> list[str]:
    return (row.get("successor_codes") or "").split()


def _word(changes: Mapping[str, Any]) -> str:
    for name, word in (("valid_to", "closed"), ("code", "new code"), ("name_ko", "renamed")):
        if name in changes:
            return word if changes[name][1] else "reopened"
    return "changed"


def _told(changes: Mapping[str, tuple[Any, Any]]) -> str:
    return ", ".join(f"{name} {old} → {new}" for name, (old, new) in changes.items() if name != "former_codes")
