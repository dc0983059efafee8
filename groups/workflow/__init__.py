"""How groups and everything in them move. Importing this room registers the lifecycles."""

from groups.workflow import ending, group, help, independence, invitation, joining, membership, succession, vote

__all__ = ["ending", "group", "help", "independence", "invitation", "joining", "membership", "succession", "vote"]
