from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = _("Groups")

    def ready(self) -> None:
        from groups import confidence, emails, obligations, pages, rules, sections, verbs, workflow  # noqa: F401 - rules and workflow register themselves
        from seoul_portal import demo as demonstration

        emails.register_kinds()
        verbs.register_verbs()
        obligations.register_deadlines()
        pages.register_pages()
        confidence.register_release()
        sections.register_sections()
        demonstration.register("groups.demo.load", order=30)
        demonstration.register("groups.demo_corners.load", order=31)
