"""How Django's form fields become KRDS's: used by the crispy pack only."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, ""),
    (forms.SelectMultiple, "p-select-multiple"),
    (forms.Select, "krds-form-select"),
    (forms.FileInput, "p-file"),
    (forms.Textarea, "krds-input"),
    (forms.widgets.Input, "krds-input"),
]


@register.simple_tag
def krds_widget(field: BoundField, **attrs: Any) -> SafeString:
    """The field's widget with KRDS's class, its own classes kept."""
    widget = field.field.widget
    for part in getattr(widget, "widgets", [widget]):
        classes = part.attrs.get("class", "").split()
        classes += [name for name in _classes(part, field).split() if name not in classes]
        if classes:
            part.attrs["class"] = " ".join(classes)
    return field.as_widget(attrs={name.replace("_", "-"): value for name, value in attrs.items()})


def _classes(widget: forms.Widget, field: BoundField) -> str:
    for kind, classes in CLASSES:
        if isinstance(widget, kind):
            # KRDS prints the text of a select in grey until something is chosen.
            chosen = kind is forms.Select and field.value() not in (None, "")
            return f"{classes} completed" if chosen else classes
    return ""


@register.simple_tag
def attributes(widget: dict[str, Any]) -> SafeString:
    """What stands in the tag of a widget beside its kind, name and value."""
    return flatatt(widget["attrs"])


@register.simple_tag
def options(widget: dict[str, Any]) -> SafeString:
    """The lines of a ``<select>``; printed here, since a loop in a template takes ten times as long."""
    return mark_safe("".join(map(_group, widget["optgroups"])))  # noqa: S308 - made by format_html


def _group(group: tuple[str | None, list[dict[str, Any]], int]) -> str:
    name, choices, _index = group
    lines = "".join(map(_option, choices))
    return format_html('<optgroup label="{}">{}</optgroup>', name, mark_safe(lines)) if name else lines  # noqa: S308


def _option(option: dict[str, Any]) -> str:
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escape(option["value"])}"{attrs}>{escape(option["label"])}</option>'


@register.filter
def kind(field: BoundField) -> str:
    """Which markup the field needs: ``checkbox``, ``group``, ``file`` or ``input``."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "several"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


@register.filter
def is_textual(field: BoundField) -> bool:
    """Whether an error belongs visibly to one box."""
    return kind(field) in {"input", "textarea"}


@register.filter
def first_id(field: BoundField) -> str:
    """The id that a link in the error summary jumps to."""
    return f"{field.auto_id}_0" if kind(field) in {"group", "several"} else field.auto_id


@register.filter
def wrong_fields(form: forms.BaseForm) -> list[BoundField]:
    """The visible fields with errors, in the order of the page."""
    return [field for field in form if field.errors and not field.is_hidden]
