from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("Record")

    def ready(self) -> None:
        from casework import audit
        from notices import record

        record.register(audit.record)
