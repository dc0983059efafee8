"""People, what they agreed to, who their family is, and what became of their data."""

from accounts.models.consent import Consent, ConsentText
from accounts.models.family import FamilyTie
from accounts.models.record import CorrectionRequest, DestructionRecord, IdentityConfirmation
from accounts.models.user import User, UserManager

__all__ = [
    "Consent",
    "ConsentText",
    "CorrectionRequest",
    "DestructionRecord",
    "FamilyTie",
    "IdentityConfirmation",
    "User",
    "UserManager",
]
