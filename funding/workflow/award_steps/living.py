"""Pauses, early ends, cancellation and what is reclaimed."""

from __future__ import annotations

from casework.lifecycle import Step

STEPS: tuple[Step, ...] = ()
