"""The register as open data, in the 360Giving Data Standard (https://standard.threesixtygiving.org), version 1.4.

Our own words for its facts; its schema is not copied. Identifiers are the city's own: a registered publisher prefix
goes into ``settings.GRANT_PREFIX``. Nothing here names a person or says how to reach one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding.enums import AwardState, ProjectOutcome
from funding.queries.register import PLAINLY, details, neighbours
from groups.enums import Theme
from proposals.hiding import Veil

VERSION = "1.4"
LICENCE = "https://www.kogl.or.kr/info/licenseType1.do"
LONGEST_TITLE = 140
Grant = dict[str, Any]

# The columns of the standard's spreadsheet form, and where each value stands in a grant.
COLUMNS: dict[str, tuple[Any, ...]] = {
    "Identifier": ("id",),
    "Title": ("title",),
    "Description": ("description",),
    "Currency": ("currency",),
    "Amount Applied For": ("amountAppliedFor",),
    "Amount Awarded": ("amountAwarded",),
    "Amount Disbursed": ("amountDisbursed",),
    "Award Date": ("awardDate",),
    "URL": ("url",),
    "Planned Dates:Start Date": ("plannedDates", 0, "startDate"),
    "Planned Dates:End Date": ("plannedDates", 0, "endDate"),
    "Recipient Org:Identifier": ("recipientOrganization", 0, "id"),
    "Recipient Org:Name": ("recipientOrganization", 0, "name"),
    "Funding Org:Identifier": ("fundingOrganization", 0, "id"),
    "Funding Org:Name": ("fundingOrganization", 0, "name"),
    "Grant Programme:Code": ("grantProgramme", 0, "code"),
    "Grant Programme:Title": ("grantProgramme", 0, "title"),
    "Beneficiary Location:Name": ("beneficiaryLocation", 0, "name"),
    "Beneficiary Location:Country Code": ("beneficiaryLocation", 0, "countryCode"),
    "Beneficiary Location:Geographic Code": ("beneficiaryLocation", 0, "geoCode"),
    "From an open call?": ("fromOpenCall",),
    "Related Activity": ("relatedActivity",),
    "Last modified": ("dateModified",),
}


def grants(root: str) -> Iterator[Grant]:
    """Every entry of the register as a grant, the newest first; ``root`` is the address of the portal. In Korean."""
    linked = neighbours()
    with translation.override("ko"):
        for award in details().iterator(chunk_size=2000):
            yield grant(award, linked.get(award.pk, ()), root)


def grant(award: Any, linked: Iterable[int], root: str) -> Grant:
    """One award as the standard says it."""
    made: Grant = {
        "id": identifier(award.pk),
        "title": award.title[:LONGEST_TITLE] or identifier(award.pk),
        "description": described(award),
        "currency": "KRW",
        "amountAppliedFor": award.asked,
        "amountAwarded": award.amount,
        "amountDisbursed": award.paid,
        "awardDate": timezone.localdate(award.offered_at).isoformat(),
        "url": root + reverse("funding:entry", args=[award.pk]),
        "recipientOrganization": [{"id": identifier(award.group_id, "group"), "name": award.group_name}],
        "fundingOrganization": [{"id": settings.FUNDER_IDENTIFIER, "name": _("Seoul Metropolitan Government")}],
        "grantProgramme": [
            {"code": f"{award.programme_code}-{award.stage_pk}", "title": f"{award.programme_name} {award.stage_name}"}
        ],
        "beneficiaryLocation": [
            {
                "name": f"{award.district_name} {award.village_name}",
                "countryCode": "KR",
                "geoCode": award.village_code,
            }
        ],
        "fromOpenCall": "Yes",
        "dateModified": timezone.localtime(award.closed_at or award.offered_at).isoformat(timespec="seconds"),
    }
    if award.theme:
        theme = {"vocabulary": "Theme", "code": award.theme, "title": str(Theme(award.theme).label)}
        made["classifications"] = [theme]
    if award.starts_on and award.ends_on:
        made["plannedDates"] = [{"startDate": award.starts_on.isoformat(), "endDate": award.ends_on.isoformat()}]
    if linked:
        made["relatedActivity"] = [identifier(pk) for pk in linked]
    return made


def identifier(pk: int, what: str = "grant") -> str:
    """The city's own identifier, behind its prefix."""
    return f"{settings.GRANT_PREFIX}-{what}-{pk}"


def described(award: Any) -> str:
    """What came of it in the group's own public words, or what it is about; and where it stands."""
    theme = str(Theme(award.theme).label) if award.theme else ""
    said = Veil().text(award.summary) or " · ".join(filter(None, (award.stage_name, theme, award.district_name)))
    state = str(PLAINLY[AwardState(award.state)])
    if award.state == AwardState.CLOSED and award.outcome:
        state = f"{state}: {ProjectOutcome(award.outcome).label}"
    return f"{said} ({state})"


# --- As files ----------------------------------------------------------------------------------------


def as_json(root: str, *, modified: Any) -> Iterator[str]:
    """The package with all grants, piece by piece."""
    head = {
        "version": VERSION,
        "title": "서울 주민모임 지원 등록부",
        "description": "주민 세 사람이 시작한 일에 서울시가 지원한 내역이에요.",
        "license": LICENCE,
        "publisher": {"name": "서울특별시", "identifier": settings.FUNDER_IDENTIFIER},
        "accessURL": root + reverse("funding:register"),
        "downloadURL": root + reverse("funding:register-json"),
    }
    if modified is not None:
        head["modified"] = timezone.localdate(modified).isoformat()
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "grants": ['
    for number, each in enumerate(grants(root)):
        yield (",\n" if number else "\n") + json.dumps(each, ensure_ascii=False)
    yield "]}\n"


def as_rows(root: str) -> Iterator[list[str | int]]:
    """The same as lines of a table, the names of its columns first."""
    yield list(COLUMNS)
    for each in grants(root):
        yield [_cell(each, path) for path in COLUMNS.values()]


def _cell(found: Mapping[str, Any], path: tuple[Any, ...]) -> str | int:
    value: Any = found
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError):
            return ""
    return ",".join(value) if isinstance(value, list) else value
