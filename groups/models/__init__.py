"""Groups, their members, and what members decide."""

from groups.models.group import Group
from groups.models.help import HelpNote
from groups.models.independence import GovernmentTie, Signal
from groups.models.invitation import Invitation
from groups.models.membership import JoinRequest, Membership, Succession
from groups.models.place import DiaryEntry, Minutes, Post, PostFile
from groups.models.vote import SecretCount, Vote, Voter

__all__ = [
    "DiaryEntry",
    "GovernmentTie",
    "Group",
    "HelpNote",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Minutes",
    "Post",
    "PostFile",
    "SecretCount",
    "Signal",
    "Succession",
    "Vote",
    "Voter",
]
