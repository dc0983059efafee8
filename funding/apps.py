from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from funding import (  # noqa: F401 - rules and workflow register themselves
            demo,
            due_payments,
            due_reports,
            emails,
            pages,
            rules,
            rules_paying,
            rules_spending,
            sections,
            verbs,
            workflow,
        )
        from seoul_portal import demo as demonstration

        emails.register_kinds()
        verbs.register_verbs()
        sections.register_sections()
        pages.register_pages()
        due_payments.register_payments()
        due_reports.register_reports()
        # Before the proposals of present calls, so that numbers follow the days on which files came in.
        demonstration.register(demo.load, order=43)
