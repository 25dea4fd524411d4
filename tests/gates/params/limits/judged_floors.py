"""What the floors of a gate judge."""

from gates.judges import JUDGEMENTS


def judged_floors(gate: str) -> dict:
    """Limit by name, without those that judge nothing."""
    floors = JUDGEMENTS[gate].floors.model_dump()
    return {name: value for name, value in floors.items() if value is not None and value is not False}
