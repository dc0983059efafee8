"""Bulk awards for measuring are written past the triggers: they must look as if these had made them."""

import pytest
from django.db.models import F, Q

from funding.models import Award
from funding.populate import awards
from funding.queries.ledger import compare
from proposals.populate import populate

pytestmark = pytest.mark.django_db


def test_populated_awards_stand_where_their_proposals_stand_and_their_ledger_adds_up(places, center, division):
    populate(300)
    awards.populate()
    assert Award.objects.count() > 20
    assert set(Award.objects.values_list("state", flat=True)) >= {"closed", "running"}
    here = Q(village=F("proposal__village"), district=F("proposal__village__district"), group=F("proposal__group"))
    assert not Award.objects.exclude(here).exists()
    assert compare().differences == []
    awards.populate()
    assert Award.objects.filter(round__name_ko=awards.NAME).count() == Award.objects.count()
