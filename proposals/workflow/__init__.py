"""How calls, proposals, advice and objections move. Importing this room registers the lifecycles."""

from proposals.workflow import advice, call, drafting, objection, proposal, submission, thread, triage

__all__ = ["advice", "call", "drafting", "objection", "proposal", "submission", "thread", "triage"]
