"""Budgets of queries of floor 4; ``tests/budgets.py`` puts them beside the others."""

from collections.abc import Callable
from typing import Any

from tests.budgets import Ask, Budget
from tests.proposals import being_written, checked, handed_in, reviewed


def calls(ask: Ask, numbers: range) -> None:
    """Open calls with everything in them, a past one for each, and self-checks."""
    from datetime import timedelta

    from django.utils import timezone

    from proposals.workflow import selfcheck
    from tests.proposals import making

    past = timezone.now() - timedelta(days=40)
    for number in numbers:
        call = making.rich_call(title_ko=f"공모 {number}")
        making.open_call(title_ko=f"지난 공모 {number}", opens_at=past, closes_at=past + timedelta(days=9))
        selfcheck.count(call, [("", "met"), ("people", "met")])


def _call(ask: Ask) -> dict[str, Any]:
    from proposals.models import Call

    return {"pk": Call.objects.order_by("id").values_list("pk", flat=True)[0]}


def _step(name: str) -> Callable[[Ask], dict[str, Any]]:
    return lambda ask: _call(ask) | {"step": name}


BUDGETS = [
    Budget("proposals:calls", 3, fill=calls),
    Budget("proposals:calls", 3, fill=calls, query="?when=past"),
    Budget("proposals:call", 3, fill=calls, arguments=_call),
    Budget("proposals:self-check", 3, fill=calls, arguments=_call),
    Budget("proposals:building", 8, "division_official", fill=calls),
    Budget("proposals:self-checks", 8, "division_official", fill=calls),
    Budget("proposals:build-call", 10, "division_official", fill=calls, arguments=_call),
    Budget("proposals:preview-call", 10, "division_official", fill=calls, arguments=_call),
    Budget("proposals:mine", 8, "jiwoo", fill=being_written.proposals),
    Budget("proposals:proposal", 10, "jiwoo", fill=being_written.edits, arguments=being_written.one),
    Budget("proposals:section", 10, "jiwoo", fill=being_written.edits, arguments=being_written.part("idea")),
    Budget("proposals:section", 10, "jiwoo", fill=being_written.edits, arguments=being_written.part("budget")),
    Budget("proposals:section-history", 10, "jiwoo", fill=being_written.edits, arguments=being_written.part("idea")),
    Budget("proposals:preview", 10, "jiwoo", fill=being_written.edits, arguments=being_written.one),
    # Everything that a submission needs, asked at once: people, families, advice, yeses, files, rules, conflicts.
    Budget("proposals:check", 26, "jiwoo", fill=handed_in.versions, arguments=handed_in.one),
    Budget("proposals:receipt", 10, "jiwoo", fill=handed_in.versions, arguments=handed_in.one),
    Budget("proposals:versions", 8, "jiwoo", fill=handed_in.versions, arguments=handed_in.one),
    Budget(
        "proposals:version",
        10,
        "jiwoo",
        arguments=lambda ask: handed_in.one(ask) | {"number": 1},
        fill=handed_in.versions,
    ),
    Budget(
        "proposals:difference",
        10,
        "jiwoo",
        arguments=lambda ask: handed_in.one(ask) | {"before": 1, "after": 1},
        fill=handed_in.versions,
    ),
    Budget("proposals:queue", 8, "triage_officer", fill=checked.waiting),
    Budget("proposals:queue", 8, "triage_officer", fill=checked.waiting, query="?q=제안"),
    Budget("proposals:queue", 8, "triage_officer", fill=checked.waiting, query="?state=all"),
    Budget("proposals:file", 10, "triage_officer", fill=checked.talked_about, arguments=checked.one),
    Budget("proposals:file", 10, "district_officer", fill=checked.talked_about, arguments=checked.one),
    Budget("proposals:thread", 10, "jiwoo", fill=checked.talked_about, arguments=checked.one),
    Budget("proposals:build-step", 10, "division_official", fill=calls, arguments=_step("form")),
    Budget("proposals:panels", 8, "division_official", fill=reviewed.scored),
    Budget("proposals:panel", 10, "division_official", fill=reviewed.scored, arguments=reviewed.one),
    Budget("proposals:panel-files", 10, "division_official", fill=reviewed.scored, arguments=reviewed.one),
    # Beside the file what stands between it and each of the panel: ties, postings, talks, comments, families, …
    Budget("proposals:panel-file", 30, "division_official", fill=reviewed.scored, arguments=reviewed.one_file),
    Budget("proposals:my-reviews", 8, "outsider", fill=reviewed.scored),
    Budget("proposals:review", 10, "outsider", fill=reviewed.scored, arguments=reviewed.of_outsider),
    Budget("proposals:evaluation", 10, "district_officer", fill=reviewed.scored, arguments=reviewed.evaluated),
]
