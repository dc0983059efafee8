"""How calls, proposals, advice and objections move. Importing this room registers the lifecycles."""

from proposals.workflow import advice, drafting, proposal

__all__ = ["advice", "drafting", "proposal"]
