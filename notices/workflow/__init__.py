"""Telling people, carrying messages out, reminding, and what people choose to hear."""

from notices.workflow.telling import Telling, send_to_address, tell, tell_all

__all__ = ["Telling", "send_to_address", "tell", "tell_all"]
