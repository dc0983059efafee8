"""From the running project to the closed account."""

from __future__ import annotations

from casework.lifecycle import Step

STEPS: tuple[Step, ...] = ()
