"""Bulk data for measuring is what people could have written, and never gets among what they wrote."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

PROPOSALS = 100


@pytest.fixture
def city(places, center, division):
    """A database filled with invented proposals around one village center."""
    from proposals.populate import populate

    populate(PROPOSALS)


def test_populated_proposals_are_complete_and_their_fingerprints_true(city):
    from proposals.models import Proposal
    from proposals.queries.missing import load, missing
    from proposals.record import present

    assert Proposal.objects.count() == PROPOSALS
    assert set(Proposal.objects.values_list("state", flat=True)) >= {"draft", "submitted", "selected", "ineligible"}
    submitted = Proposal.objects.filter(state="submitted")
    assert not [gap for each in submitted for gap in missing(load(each))]
    file = submitted.latest("pk")
    assert present(file).fingerprint == file.versions.latest("number").fingerprint
    assert len(file.group.members) == 3


def test_populated_proposals_are_found_by_an_officer_and_by_their_words_and_made_once(city, triage_officer, client):
    from proposals.models import Proposal
    from proposals.queries.queue import queue_of
    from seoul_portal.search import search

    file = queue_of(triage_officer).filter(state="submitted").first()
    assert file.number
    assert file.acts_by
    assert search(Proposal.objects.filter(pk=file.pk), file.title)
    with pytest.raises(CommandError, match="filled already"):
        call_command("populate", proposals=PROPOSALS)


def test_nobody_populates_a_production_database_with_real_proposals(file, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="real people"):
        call_command("populate", proposals=PROPOSALS)
