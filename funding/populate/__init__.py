"""Invented rounds and awards in bulk, for measuring."""
