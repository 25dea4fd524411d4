"""A finding: one thing that was looked at, how it stands, and what to do."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Finding(BaseModel):
    """One line of the report; `advice` says what to do, where there is something."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    topic: str
    subject: str
    state: Literal["pass", "fail", "skip"]
    message: str
    advice: str | None = None


def passed(topic: str, subject: str, message: str) -> Finding:
    """Something that is as it should be."""
    return Finding(topic=topic, subject=subject, state="pass", message=message)


def failed(topic: str, subject: str, message: str, advice: str) -> Finding:
    """Something that keeps agents apart, and what to do about it."""
    return Finding(topic=topic, subject=subject, state="fail", message=message, advice=advice)


def skipped(topic: str, subject: str, message: str, advice: str | None = None) -> Finding:
    """Something that could not be looked at, or does not matter here, and why."""
    return Finding(topic=topic, subject=subject, state="skip", message=message, advice=advice)
