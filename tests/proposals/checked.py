"""A file at the office with a point, a message, a kept view and an objection, for the tour and for the budgets."""

from tests.groups.making import fresh
from tests.proposals import making

PAGES = (
    "file", "next-file", "file-history", "file-contact", "take", "return", "write-note", "similar", "neighbours",
    "thread", "object",
)  # fmt: skip


def happen(ask) -> dict:
    """By the group of the tour, to a call of its own."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from proposals.models import SavedView
    from proposals.workflow import objection, thread, triage
    from seoul_portal.files import accept
    from tests.proposals.files import in_days

    officer, jiwoo = ask("triage_officer"), ask("jiwoo")
    files = [
        making.submitted(making.draft(fresh(ask("group")), making.open_call(title_ko=title)))
        for title in ("검토하는 공모", "결정한 공모")
    ]
    triage.return_(files[0], actor=officer, points=[("idea", "누가 함께하나요?")], due_back_on=in_days(14))
    accepted = accept(SimpleUploadedFile("견적.pdf", b"%PDF-1.7\n%%EOF"))
    message = thread.write(files[0], actor=jiwoo, text="견적서예요.", files=[accepted])
    triage.find_ineligible(files[1], actor=officer, rule="규칙", note="이유")
    return {
        "checked": fresh(files[0]),
        "point": files[0].points.get(),
        "thread_file": message.files.get(),
        "view": SavedView.objects.create(user=ask("division_official"), name="내 것", query="assigned=mine"),
        "objection": objection.lodge(fresh(files[1]), actor=jiwoo, text="다시 봐 주세요."),
    }


def _pk(name):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {f"proposals:{name}": _pk("checked") for name in PAGES} | {
    "proposals:point": _pk("point"),
    "proposals:thread-file": _pk("thread_file"),
    "proposals:remove-view": _pk("view"),
    "proposals:objection": _pk("objection"),
}
WHO = {"proposals:objection": "jiwoo", "proposals:thread": "jiwoo", "proposals:thread-file": "jiwoo"}


# --- Budgets -----------------------------------------------------------------------------------------


def waiting(ask, numbers) -> None:
    """Files that wait at the center, and kept views."""
    from proposals.models import SavedView
    from tests.proposals.files import filled

    filled(ask("center"), len(numbers))
    for number in numbers:
        SavedView.objects.create(user=ask("triage_officer"), name=f"보기 {number}", query="late=true")


def talked_about(ask, numbers) -> None:
    """One returned file with as many points, messages and notes."""
    from proposals.models import Proposal, TriagePoint
    from proposals.workflow import thread
    from tests.groups.making import group_of_three

    found = Proposal.objects.filter(number__isnull=False).first()
    if found is None:
        ask("division"), ask("center")
        cast = {name: ask(name) for name in ("places", "jiwoo", "seoyeon", "minjun")}
        found = making.submitted(making.draft(group_of_three(cast), making.open_call()))
    for number in numbers:
        TriagePoint.objects.create(proposal=found, version=1, key="idea", text=f"{number}")
        thread.note(found, actor=ask("triage_officer"), text=f"{number}")
        thread.write(found, actor=ask("jiwoo"), text=f"{number}")


def one(ask):
    from proposals.models import Proposal

    return {"pk": Proposal.objects.filter(number__isnull=False).order_by("pk")[0].pk}
