"""How postings and identity visits move, and how people come to belong to villages."""

from villages.workflow import posting, tie, visit

__all__ = ["posting", "tie", "visit"]
