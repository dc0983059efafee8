from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from proposals import (  # noqa: F401 - rules and workflow register themselves
            disbanding,
            emails,
            handing_over,
            obligations,
            pages,
            rules,
            sections,
            verbs,
            watching,
            workflow,
        )

        emails.register_kinds()
        verbs.register_verbs()
        disbanding.register_steps()
        pages.register_pages()
        handing_over.register_work()
        obligations.register_deadlines()
        sections.register_sections()
        watching.register_watch()
