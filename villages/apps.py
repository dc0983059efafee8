from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = _("Villages")

    def ready(self) -> None:
        from casework import acting
        from seoul_portal import demo as demonstration
        from villages import emails, handover, identity, pages, reminders, sections
        from villages.acting import posting_for
        from villages.models import IdentityVisit

        for registers_itself in ("rules", "verbs", "workflow"):
            import_module(f"villages.{registers_itself}")

        acting.register(posting_for)
        emails.register_kinds()
        handover.register(handover.Source("identity visits", IdentityVisit.objects.waiting_for))
        identity.register_method()
        pages.register_pages()
        reminders.register_sources()
        sections.register_sections()
        demonstration.register("villages.demo.load", order=20)
        demonstration.register("villages.demo_counter.load", order=22)
