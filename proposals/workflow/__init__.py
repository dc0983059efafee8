"""How calls, proposals, advice and objections move. Importing this room registers the lifecycles."""

from proposals.workflow import proposal

__all__ = ["proposal"]
