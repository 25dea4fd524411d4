"""The agent's events read back from its log, over the log's rotations; for people and programs, whether the agent runs or not."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import JsonValue, TypeAdapter, ValidationError

Event = dict[str, JsonValue]

POLL_S = 0.2
LEVELS = ("debug", "info", "warning", "error", "critical")
_EVENT = TypeAdapter(Event)
_OWN_FIELDS = ("timestamp", "level", "logger", "event")


def last_events(path: Path, num_events: int, min_level: str = LEVELS[0]) -> list[Event]:
    """The latest events, the oldest first, at most so many; those of older files too."""
    events: list[Event] = []
    for old in (path, *sorted(path.parent.glob(f"{path.name}.[0-9]*"))):
        if len(events) >= num_events:
            break
        events = [event for event in _events_in(old) if is_at_least(event, min_level)] + events
    return events[-num_events:] if num_events else []


def new_events(path: Path) -> Iterator[Event | None]:
    """Every event that is written from this call on, without end; None after each look at the file."""
    file = _opened(path)
    if file is not None:
        file.seek(0, os.SEEK_END)
    return _followed(path, file)


def _followed(path: Path, file: BinaryIO | None) -> Iterator[Event | None]:
    rest = b""
    while True:
        data = b"" if file is None else file.read()
        if not data and not _is_at(file, path):
            # The old file has been read to its end: it was rotated away.
            if file is not None:
                file.close()
            file, rest = _opened(path), b""
            data = b"" if file is None else file.read()
        *lines, rest = (rest + data).split(b"\n")
        yield from (event for event in map(_event, lines) if event is not None)
        yield None
        time.sleep(POLL_S)


def is_at_least(event: Event, min_level: str) -> bool:
    """Whether the event is as grave as `min_level`."""
    level = str(event.get("level", "info"))
    return LEVELS.index(level if level in LEVELS else "info") >= LEVELS.index(min_level)


def as_sentence(event: Event) -> str:
    """The event on one line: when, how grave, what, and its fields; a traceback follows on lines of its own."""
    fields = {name: value for name, value in event.items() if name not in (*_OWN_FIELDS, "exception")}
    told = " ".join(f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in fields.items())
    moment = str(event.get("timestamp", ""))[:19].replace("T", " ")
    line = f"{moment}  {event.get('level', ''):<8} {event.get('event', ''):<24} {told}".rstrip()
    return f"{line}\n{event['exception']}" if "exception" in event else line


def _events_in(path: Path) -> list[Event]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return []
    return [event for event in map(_event, lines) if event is not None]


def _event(line: bytes) -> Event | None:
    """The event of a line; None for what is none, such as half of one."""
    try:
        return _EVENT.validate_json(line)
    except ValidationError:
        return None


def _opened(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except OSError:
        return None


def _is_at(file: BinaryIO | None, path: Path) -> bool:
    """Whether `file` is what lies at `path` now."""
    try:
        return file is not None and os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
