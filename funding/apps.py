from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from funding import (  # noqa: F401 - rules and workflow register themselves
            demo,
            emails,
            pages,
            rules,
            rules_paying,
            verbs,
            workflow,
        )
        from funding import due_reports, rules_spending  # noqa: F401
        from seoul_portal import demo as demonstration

        emails.register_kinds()
        verbs.register_verbs()
        pages.register_pages()
        due_reports.register_reports()
        # Before the proposals of present calls, so that numbers follow the days on which files came in.
        demonstration.register(demo.load, order=43)
