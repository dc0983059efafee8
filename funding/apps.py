from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from funding import emails, pages, rules, verbs, workflow  # noqa: F401 - rules and workflow register themselves

        emails.register_kinds()
        verbs.register_verbs()
        pages.register_pages()
