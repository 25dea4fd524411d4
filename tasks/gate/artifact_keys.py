"""The keys of Prefect artifacts, which hold lowercase letters, digits and dashes alone."""


def artifact_key(name: str, what: str) -> str:
    """The key of what belongs to a gate or a step: `utility_fairness`, `verdict` → `utility-fairness-verdict`."""
    return f"{name}-{what}".replace("_", "-")
