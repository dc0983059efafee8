"""What residents and staff fill in about places, offices and postings."""

from villages.forms.mine import TieForm, VisitRequestForm
from villages.forms.office import HoursFormSet, OfficeForm, SpecialDayFormSet
from villages.forms.steps import AcceptForm, ConfirmVisitForm, EndForm, ProposeForm, SuccessorForm

__all__ = [
    "AcceptForm",
    "ConfirmVisitForm",
    "EndForm",
    "HoursFormSet",
    "OfficeForm",
    "ProposeForm",
    "SpecialDayFormSet",
    "SuccessorForm",
    "TieForm",
    "VisitRequestForm",
]
