from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import emails, rules, sections, signals, verbs, workflow  # noqa: F401 - they register themselves
        from accounts.workflow import corrections, family  # noqa: F401 - their lifecycles register themselves
        from seoul_portal import context, menus

        emails.register_kinds()
        sections.register_sections()
        context.register("idle", signals.idle_clock)
        for order, label, page in (
            (10, _("Your details"), "accounts:me"),
            (30, _("Family ties"), "accounts:family"),
            (50, _("E-mail address"), "account_email"),
            (52, _("Password"), "account_change_password"),
            (54, _("Second factor and passkeys"), "mfa_index"),
            (56, _("Where you are signed in"), "usersessions_list"),
            (70, _("Consents"), "accounts:consents"),
            (72, _("All data about you"), "accounts:data"),
            (74, _("Who has read your data"), "accounts:readers"),
            (90, _("Close the account"), "accounts:close"),
        ):
            menus.add("me", label, page, order)
        menus.add(
            "staff", _("Corrections of data"), "accounts:correction-queue", 62, permission="accounts.answer_corrections"
        )
