"""What an award is held to: as its agreement has it, or as its stage has it while there is none."""

from __future__ import annotations

from funding.models import Agreement, Award, Conditions

_FIELDS = [field.name for field in Conditions._meta.concrete_fields if field.name not in ("id", "stage")]


def conditions_of(award: Award) -> Conditions:
    """The conditions in force for ``award``, unsaved: what the agreement kept wins over the stage's row of today."""
    content = Agreement.objects.filter(award=award.pk).values_list("content", flat=True).first()
    stage = award.proposal.call.stage
    kept = (content or {}).get("conditions")
    if not kept:
        return Conditions.of(stage)
    return Conditions(stage=stage, **{name: kept[name] for name in _FIELDS if name in kept})
