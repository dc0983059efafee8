from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = _("Groups")

    def ready(self) -> None:
        from groups import confidence, emails, obligations, pages, rules, verbs, workflow  # noqa: F401 - rules and workflow register themselves

        emails.register_kinds()
        verbs.register_verbs()
        obligations.register_deadlines()
        pages.register_pages()
        confidence.register_release()
