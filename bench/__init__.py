"""Measures the portal; see run.py."""
