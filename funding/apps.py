from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from funding import (  # noqa: F401 - rules and workflow register themselves
            emails,
            entry,
            following,
            pages,
            rules,
            sections,
            verbs,
            workflow,
        )
        from funding.deadlines import asking, changes, next, payments, reports
        from seoul_portal import demo as demonstration

        emails.register_kinds()
        verbs.register_verbs()
        sections.register_sections()
        pages.register_pages()
        entry.register_entry()
        payments.register_payments()
        reports.register_reports()
        next.register_next()
        changes.register_changes()
        following.register_steps()
        asking.register_asking()
        # Before the proposals of present calls, so that numbers follow the days on which files came in.
        demonstration.register("funding.demo.load", order=43)
        # Before those who ask for a second year.
        demonstration.register("funding.demo_past.load", order=41)
        demonstration.register("funding.demo_years.load", order=54)
        demonstration.register("funding.demo_story.load", order=41)
        demonstration.tell("funding.demo_tour.chapters")
