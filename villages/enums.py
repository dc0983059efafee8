"""Kinds, roles and states of places, offices and postings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.enums import State


class OfficeKind(models.TextChoices):
    VILLAGE_CENTER = "village_center", _("Village center")
    DISTRICT_OFFICE = "district_office", _("District office")
    DIVISION = "division", _("Local Community Division")
    COUNCIL = "council", _("Metropolitan Council")


class Role(models.TextChoices):
    ADVISER = "adviser", _("Adviser")
    TRIAGE_OFFICER = "triage_officer", _("Triage officer")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    DIVISION_OFFICIAL = "division_official", _("Division official")
    DIVISION_DIRECTOR = "division_director", _("Division director")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# An outside expert reviews from a posting to the office that invited them.
ROLES_AT: dict[str, tuple[Role, ...]] = {
    OfficeKind.VILLAGE_CENTER: (Role.ADVISER, Role.TRIAGE_OFFICER, Role.REVIEWER),
    OfficeKind.DISTRICT_OFFICE: (Role.DISTRICT_OFFICER, Role.REVIEWER),
    OfficeKind.DIVISION: (Role.DIVISION_OFFICIAL, Role.DIVISION_DIRECTOR, Role.REVIEWER, Role.ADMINISTRATOR),
    OfficeKind.COUNCIL: (Role.AUDITOR,),
}
CENTER_ROLES = (Role.ADVISER, Role.TRIAGE_OFFICER)
# Who sits where residents come in, and may see a document with their own eyes.
COUNTER_ROLES = (*CENTER_ROLES, Role.DISTRICT_OFFICER)
DIVISION_ROLES = (Role.DIVISION_OFFICIAL, Role.DIVISION_DIRECTOR)
# Those who work with residents and their files; reviewers, auditors and administrators do not.
WORKING_ROLES = (*CENTER_ROLES, Role.DISTRICT_OFFICER, *DIVISION_ROLES)
# The keys of the house and the second signature: nobody but an administrator hands them out.
RESERVED_ROLES = (Role.ADMINISTRATOR, Role.DIVISION_DIRECTOR, Role.AUDITOR)
# The portal cannot be run without somebody in these roles.
KEPT_ROLES = (Role.ADMINISTRATOR, Role.DIVISION_DIRECTOR)


class PostingState(State):
    PROPOSED = "proposed", pgettext_lazy("posting", "Proposed")
    ACTIVE = "active", pgettext_lazy("posting", "Active")
    ENDED = "ended", pgettext_lazy("posting", "Ended")


class Basis(models.TextChoices):
    """Why a village counts as a person's own."""

    LIVES = "lives", _("I live here")
    WORKS = "works", _("I work here")
    STUDIES = "studies", _("I study here")


class VisitState(State):
    REQUESTED = "requested", pgettext_lazy("identity visit", "Requested")
    CONFIRMED = "confirmed", pgettext_lazy("identity visit", "Confirmed")
    DECLINED = "declined", pgettext_lazy("identity visit", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("identity visit", "Withdrawn")


class Document(models.TextChoices):
    """Which kind of document was shown. Its number is never written down anywhere."""

    RESIDENT_CARD = "resident_card", _("Resident registration card")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    PASSPORT = "passport", _("Passport")
    FOREIGNER_CARD = "foreigner_card", _("Residence card for foreigners")
    STUDENT_CARD = "student_card", _("Student or youth card")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
