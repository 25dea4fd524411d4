"""What each sign of a fit in matching.py counts beside the share of words, as `python -m tasks.agents.recall` writes it."""

WEIGHTS = {
    "share": 1.0,
    "cosine": 1.27,
    "of_others": -0.14,
    "wrong_kind": -0.52,
    "asked_part": 0.56,
    "lateness": 0.14,
    "is_newer": 0.23,
    "of_asked": 0.25,
    "of_speaker": 0.23,
}
