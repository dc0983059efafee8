from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from proposals import emails, handing_over, obligations, pages, rules, sections, verbs, watching, workflow  # noqa: F401 - rules and workflow register themselves

        emails.register_kinds()
        verbs.register_verbs()
        pages.register_pages()
        handing_over.register_work()
        obligations.register_deadlines()
        sections.register_sections()
        watching.register_watch()
