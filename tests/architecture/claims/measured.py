"""The measurements that documents tell in their own words: each stands in a section that has its date and its command."""

MEASURED: dict[str, tuple[str, ...]] = {
    "README.md": (
        "On two cores of an ordinary Linux machine the gate of `make smoke` took 23 s after a set-up of 84 s",
        "`make test` 10 minutes",
        "on two cores):",
    ),
    "docs/text.md": ("Asked are 8: each set",),
    "docs/setup.md": ("On two cores, with Python 3.11,", "`make setup` took 84 s", "`.venv` 2.3 GB"),
}
