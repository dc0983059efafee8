"""Django admin, opened by a posting and never by a flag on the user; and the base of every model's admin."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest
from django.db import DataError, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from seoul_portal import record
from seoul_portal.paging import key


class PortalAdminSite(AdminSite):
    site_title = _("Three Citizens administration")
    site_header = _("Three Citizens administration")
    index_title = _("Offices, postings, wording and reminders")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own rooms: packages' pages would change accounts unrecorded, by permissions that nobody holds."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in settings.PORTAL_APPS]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django does it; an address or a form with what no database holds is the sender's mistake, not ours."""

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                with transaction.atomic():
                    return view(request, *args, **kwargs)
            except DataError as error:
                raise BadRequest("the database cannot hold what was sent") from error

        return super().admin_view(answered, cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        """True for an administrator whose session carries a second factor."""
        user = request.user
        return bool(user.is_active and user.has_perm(settings.ADMIN_PERMISSION) and user.second_factor_at)


class _ByKey:
    """Looks for no rows by what is no key: that it is none, the field says."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if key(str(each)) is not None], attr)  # type: ignore[misc]


class KeySelect(_ByKey, AutocompleteSelect):
    pass


class KeysSelect(_ByKey, AutocompleteSelectMultiple):
    pass


class RecordedAdmin(ModelAdmin):
    """Admin for data that administrators keep. Every change is recorded, and no state or money is changed here.

    The state field of a lifecycle is read-only whatever a subclass says; rows are never deleted unless a subclass
    sets ``deletable``.
    """

    deletable = False
    # Verbs are "<model>.added", "<model>.changed", "<model>.deleted".

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm(settings.ADMIN_PERMISSION)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self._may(request)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the list offers to choose from: other lookups would answer about what no page shows."""
        return any(lookup == name or lookup.startswith(f"{name}__") for name in self.get_list_filter(request))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Nothing: what a form begins with is no business of whoever made the address."""
        return {}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeysSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        state = record.state_field(self.model)
        own = list(super().get_readonly_fields(request, obj))
        return [*own, state] if state and state not in own else own

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        before = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        fields = [name for name in form.changed_data if hasattr(obj, name) and not _is_many(obj, name)]
        changes = {name: (getattr(before, name, None), getattr(obj, name)) for name in fields}
        name = obj._meta.model_name
        record.record(f"{name}.{'changed' if change else 'added'}", obj, actor=request.user, changes=changes)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record.record(f"{obj._meta.model_name}.deleted", obj, actor=request.user, note=str(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    # Django's own log would be a second, weaker record beside the audit events.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None


class ReadOnlyAdmin(RecordedAdmin):
    """Admin for what nobody edits by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_many(obj: Any, name: str) -> bool:
    return obj._meta.get_field(name).many_to_many
