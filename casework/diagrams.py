"""Diagrams of every lifecycle, drawn from the tables themselves."""

from typing import Any

from casework.lifecycle import Lifecycle


def mermaid(lifecycle: Lifecycle[Any]) -> str:
    """A Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {lifecycle.initial}"]
    for step in lifecycle.steps.values():
        words = step.name if step.may else f"{step.name} (clock)"
        lines += [f"    {source} --> {step.target or source}: {words}" for source in step.sources]
    ends = set(lifecycle.states.values) - {source for source, _target in lifecycle.arrows()}
    lines += [f"    {state} --> [*]" for state in sorted(ends)]
    return "\n".join(lines)


def table(lifecycle: Lifecycle[Any]) -> str:
    """A Markdown table of the steps."""
    rows = ["| step | from | to | permission | note |", "|---|---|---|---|---|"]
    for step in lifecycle.steps.values():
        cells = (
            f"`{step.name}`",
            ", ".join(step.sources),
            step.target or "as it was",
            step.may or "the clock",
            step.note,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def document() -> str:
    """The page ``docs/lifecycles.md``."""
    parts = [
        "# Lifecycles",
        "",
        "Written by `manage.py draw_lifecycles` from the tables in each app's `workflow` room; a test fails when this"
        " page is out of date.",
    ]
    for name, lifecycle in sorted(Lifecycle.registered.items()):
        parts += ["", f"## {name}", "", "```mermaid", mermaid(lifecycle), "```", "", table(lifecycle)]
    return "\n".join(parts) + "\n"
