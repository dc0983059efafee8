from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("Record")

    def ready(self) -> None:
        from casework import audit, context, lifecycle
        from seoul_portal import logs, record

        record.register(audit.record, lifecycle.state_field)
        logs.register_request_id(context.request_id)
