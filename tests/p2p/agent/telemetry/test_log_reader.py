import itertools
import json
from pathlib import Path

import pytest

from p2p.agent.telemetry.log_reader import as_sentence, last_events, new_events


def lines(*names: str, level: str = "info") -> str:
    return "".join(
        json.dumps({"event": name, "level": level, "timestamp": "2026-01-02T03:04:05.6Z", "logger": "p2p"}) + "\n" for name in names
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "agent.log.2").write_text(lines("a", "b"))
    (tmp_path / "agent.log.1").write_text(lines("c") + lines("d", level="warning"))
    (tmp_path / "agent.log").write_text(lines("e") + "no JSON\n[1]\n" + '{"event": "half')
    return tmp_path / "agent.log"


def names(events) -> str:
    return "".join(event["event"] for event in events)


@pytest.mark.parametrize(("num_events", "told"), [(0, ""), (1, "e"), (2, "de"), (4, "bcde"), (9, "abcde")])
def test_the_latest_events_come_over_rotations(log: Path, num_events: int, told: str) -> None:
    assert names(last_events(log, num_events)) == told


def test_only_what_is_grave_enough_is_told(log: Path) -> None:
    assert names(last_events(log, 9, "warning")) == "d"
    assert last_events(log.parent / "none", 9) == []


def test_new_events_are_followed_over_a_rotation_and_a_half_line_waits_for_its_end(log: Path) -> None:
    coming = new_events(log)
    assert next(coming) is None
    with log.open("a") as file:
        file.write("\n" + lines("f") + lines("g")[:10])
    assert [event["event"] for event in itertools.islice(coming, 2) if event] == ["f"]
    with log.open("a") as file:
        file.write(lines("g")[10:])
    assert next(coming)["event"] == "g"
    with log.open("a") as file:
        file.write(lines("h"))
    log.rename(log.with_name("agent.log.1"))
    log.write_text(lines("i"))
    assert [event["event"] for event in itertools.islice(coming, 6) if event] == ["h", "i"]


def test_an_event_is_a_line_for_people() -> None:
    event = {
        "event": "round.done",
        "level": "info",
        "timestamp": "2026-01-02T03:04:05.6Z",
        "round": 3,
        "peer": "x",
        "exception": "Traceback",
    }
    assert as_sentence(event).splitlines() == ["2026-01-02 03:04:05  info     round.done               round=3 peer=x", "Traceback"]
