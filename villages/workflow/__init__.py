"""How postings and identity visits move, and how people come to belong to villages."""

from villages.workflow import office, posting, tie, visit

__all__ = ["office", "posting", "tie", "visit"]
