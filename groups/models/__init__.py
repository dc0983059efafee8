"""Groups, their members, and what members decide."""

from groups.models.group import Group
from groups.models.invitation import Invitation
from groups.models.membership import JoinRequest, Membership, Succession
from groups.models.vote import SecretCount, Vote, Voter

__all__ = ["Group", "Invitation", "JoinRequest", "Membership", "SecretCount", "Succession", "Vote", "Voter"]
