"""How calls, proposals, advice and objections move. Importing this room registers the lifecycles."""

from proposals.workflow import advice, drafting, objection, proposal, thread, triage

__all__ = ["advice", "drafting", "objection", "proposal", "thread", "triage"]
