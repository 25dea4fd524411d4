"""The artifacts whose fields the contract does not name: every field is that of a sample, and these of them may be lacking."""

from collections.abc import Iterator

OWN: dict[str, tuple[str, ...]] = {
    "calibration": ("models[0].update_bytes.int8",),
    "sweep": ("stages.smoke", "stages.code"),
    "definition_of_done": (),
    "machine_snapshot": ("stds.overall_score", "gates.smoke", "artifacts.smoke_summary"),
    "node_state": (),
    "pilot_status": (
        "nodes[0].standing",
        "regions.asia",
        "regions.eu",
        "regions.us",
        "hardware_tiers.laptop",
        "network_tiers.fibre",
        "refused.altered",
        "refused_nowhere",
        "refused_nowhere.malformed",
        "failed_because",
        "reruns",
        "reruns.unable",
    ),
    "pilot_report": ("days[0].silent_nodes", "refusals", "refusals[0].refused.altered"),
}
"""What is one entry more or less, and what a later release has added."""


def paths(value: object, within: str = "") -> Iterator[str]:
    """The path of every field that lies in a value; of a list, in its first item."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        here = f"{within}.{name}".removeprefix(".")
        yield here
        yield from paths(inner[0], f"{here}[0]") if isinstance(inner, list) and inner else paths(inner, here)
