from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = _("Villages")

    def ready(self) -> None:
        from casework import acting
        from villages import handover, rules, workflow  # noqa: F401 - rules and workflow register themselves
        from villages.acting import posting_for
        from villages.models import IdentityVisit

        acting.register(posting_for)
        handover.register(
            handover.Source(
                "identity visits", lambda posting: IdentityVisit.objects.waiting().filter(assigned_to=posting)
            )
        )
