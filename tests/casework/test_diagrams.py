"""The diagrams in the documentation are drawn from the tables, and kept."""

from django.core.management import call_command

from casework import diagrams
from casework.lifecycle import Lifecycle


def test_the_page_of_lifecycles_is_up_to_date():
    call_command("draw_lifecycles", "--check")


def test_every_lifecycle_step_and_state_is_drawn():
    page = diagrams.document()
    for name, lifecycle in Lifecycle.registered.items():
        assert f"## {name}\n" in page
        for step in lifecycle.steps.values():
            assert f"| `{step.name}` |" in page
        for state in lifecycle.states.values:
            assert state in page
