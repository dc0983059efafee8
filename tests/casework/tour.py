"""What happens in casework on the tour of every page."""


def happen(ask) -> dict:
    """Nothing of its own: files move on the floors above."""
    return {}


ARGUMENTS = {
    "casework:step": lambda ask: {"lifecycle": "posting", "pk": ask("proposed").pk, "step": "accept"},
}
