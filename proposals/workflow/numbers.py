"""Numbers of proposals: year, letters of the district, and a count without gaps or doubles."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from proposals.models import NumberSeries
from villages.models import District


def next_number(district: District, at: datetime) -> str:
    """The next number of ``district`` in the year of ``at`` in Seoul, for example "2026-JN-00042".

    The series stays locked until the transaction ends, so that a submission that fails leaves no gap: call it last.
    """
    year = timezone.localdate(at).year
    NumberSeries.objects.bulk_create([NumberSeries(year=year, district=district)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(year=year, district=district)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year}-{district.letters or district.code}-{series.last:05d}"
