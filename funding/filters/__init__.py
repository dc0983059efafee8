"""Narrowing the lists of rounds, awards and money."""
