"""What happens in villages on the tour of every page."""

from tests.cast import OKSU, SEONGDONG, SEONGSU


def happen(ask) -> dict:
    """A resident at home, one on the way to a counter, and a posting offered."""
    from villages.models import Posting
    from villages.workflow import posting, tie, visit

    jiwoo = ask("jiwoo")
    return {
        "tie": tie.declare(jiwoo, ask("city")[SEONGSU], "lives"),
        "visit": visit.request(jiwoo, ask("center")),
        "proposed": posting.propose(jiwoo, ask("other_center"), "adviser", actor=ask("division_official")),
        "posting": Posting.objects.get(person=ask("adviser")),
    }


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {
    "villages:district": lambda ask: {"code": SEONGDONG},
    "villages:village": lambda ask: {"district": SEONGDONG, "code": SEONGSU},
    "villages:office": _pk("center"),
    "villages:add-tie": lambda ask: {"district": SEONGDONG, "code": OKSU},
    "villages:end-tie": _pk("tie"),
    "villages:visit": _pk("visit"),
    "villages:posting": _pk("posting"),
    "villages:office-desk": _pk("center"),
    "villages:edit-office": _pk("center"),
    "villages:propose": _pk("center"),
}
WHO = {"villages:visit": "adviser", "villages:posting": "division_official"}
