"""Residents, staff and reviewers at work by real HTTP while parts of the portal are killed: ``make load``."""
