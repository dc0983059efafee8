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
        from seoul_portal import demo as demonstration

        emails.register_kinds()
        verbs.register_verbs()
        disbanding.register_steps()
        pages.register_pages()
        handing_over.register_work()
        obligations.register_deadlines()
        sections.register_sections()
        watching.register_watch()
        demonstration.register("proposals.demo.load", order=40)
        demonstration.register("proposals.demo_advice.load", order=42)
        demonstration.register("proposals.demo_proposals.load", order=44)
        demonstration.register("proposals.demo_review.load", order=46)
        demonstration.register("proposals.demo_city.load", order=50)
        demonstration.register("proposals.demo_corners.load", order=52)
