"""What steps of postings and identity visits ask for, and the proposal of a posting."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries import person_at
from casework.forms import StepForm
from villages import rules
from villages.enums import Document
from villages.handover import count_open
from villages.models import Office, Posting
from villages.workflow.posting import possible_successors


class AcceptForm(StepForm):
    """The pledge that comes with every posting."""

    pledge = forms.BooleanField(
        label=_("I will keep confidential what I read about residents, and use it only for this posting."),
        help_text=_("Every look at a person's contact details is recorded. The duty stays after the posting ends."),
        error_messages={"required": _("Please confirm that you will keep residents' data confidential.")},
    )


class SuccessorChoice(forms.ModelChoiceField):
    def label_from_instance(self, posting: Any) -> str:
        return f"{posting.person} ({posting.get_role_display()})"


class SuccessorForm(StepForm):
    """Who will take over."""

    successor = SuccessorChoice(
        label=_("Successor"),
        queryset=Posting.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a successor. If nobody is there, propose a posting first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = possible_successors(self.subject)  # type: ignore[attr-defined, arg-type]


class EndForm(StepForm):
    """Who takes over the open work."""

    successor = SuccessorChoice(
        label=_("Successor"),
        queryset=Posting.objects.none(),
        required=False,
        empty_label=_("Back to the office's queue"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.queryset = possible_successors(self.subject)  # type: ignore[arg-type]
        field.help_text = _("Pieces of open work to hand over: %(count)s") % {"count": count_open(self.subject)}  # type: ignore[arg-type]


class ConfirmVisitForm(StepForm):
    """Which kind of document was seen; never a number from it."""

    document = forms.ChoiceField(
        label=_("Which document did you see?"),
        choices=Document.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say which kind of document you saw.")},
    )


class ProposeForm(forms.Form):
    """Whom an office wants, in which role and for how long."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("The address with which they sign in here. The person has to accept the posting."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    starts_on = forms.DateField(
        label=_("First day"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty if it is not known. We remind everybody before the last day."),
    )
    duties = forms.CharField(label=_("Duties"), required=False, max_length=300)

    def __init__(self, *args: Any, office: Office, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["role"]
        roles.choices = [(role.value, role.label) for role in rules.proposable_roles(actor, office)]

    def clean_email(self) -> Any:
        person = person_at(self.cleaned_data["email"])
        if person is None:
            raise forms.ValidationError(
                _("Nobody has confirmed this address here. Ask the person to sign up first, then propose the posting.")
            )
        self.cleaned_data["person"] = person
        return self.cleaned_data["email"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("ends_on") and values.get("starts_on") and values["ends_on"] < values["starts_on"]:
            self.add_error("ends_on", _("The last day cannot be before the first day."))
        return values
