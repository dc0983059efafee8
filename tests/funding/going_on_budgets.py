"""How many queries the public register and the pages of city services may cost."""

from django.utils import timezone

from tests.budgets import Ask, Budget
from tests.funding import making_next

NOW = timezone.now()


def paid_out(ask: Ask, numbers: range) -> None:
    """Awards of one announced round."""
    from tests.funding.budgets import awards

    awards(ask, numbers)


def nominations(ask: Ask, numbers: range) -> None:
    """Nominations of projects in the adviser's village, every second of them adopted."""
    import pgtrigger

    from funding.models import Award, Nomination

    paid_out(ask, numbers)
    ask("center")
    done = {"decided_by": ask("division_director"), "opinion_by": ask("division_director"), "reasons": "·"}
    for award in Award.objects.filter(nominations=None):
        made = Nomination.objects.create(
            award=award, nominated_by=ask("division_official"), due_on=timezone.localdate(), **making_next.DOSSIER
        )
        if made.pk % 2:
            with pgtrigger.ignore():
                Nomination.objects.filter(pk=made.pk).update(
                    state="adopted", decided_at=NOW, answered_by=award.proposal.lead, **done
                )


def _award(ask: Ask):
    from funding.models import Award

    return {"pk": Award.objects.order_by("id").first().pk}


BUDGETS = [
    Budget("funding:register", 3, fill=paid_out),
    Budget("funding:register", 3, fill=paid_out, query="?q=골목&year=2026&theme=culture"),
    Budget("funding:entry", 3, fill=paid_out, arguments=_award),
    Budget("funding:figures", 3, fill=paid_out),
    Budget("funding:register-json", 3, fill=paid_out),
    Budget("funding:register-csv", 3, fill=paid_out),
    Budget("funding:announcements", 3, fill=paid_out),
    Budget("funding:city-services", 3, fill=nominations),
    Budget("funding:nominations", 8, "district_officer", fill=nominations, query="?state=all"),
]
