import json
import logging
import logging.handlers

import pytest
import structlog

from p2p.agent.telemetry.logs import MAX_LOG_BYTES, MAX_TEXT_LENGTH, log_to


@pytest.fixture(autouse=True)
def _logging_as_it_was():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = handlers, level
    logging.getLogger("p2p").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def test_every_event_is_one_json_line_and_libraries_only_warn(tmp_path) -> None:
    log_to(tmp_path / "agent.log")
    structlog.get_logger("p2p.test").info("round.done", round=3, peers=("a",))
    logging.getLogger("noisy").info("hum")
    logging.getLogger("noisy").warning("crack")
    try:
        raise ValueError("reason")
    except ValueError:
        structlog.get_logger("p2p.test").exception("agent.crashed")
    lines = [json.loads(line) for line in (tmp_path / "agent.log").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["round.done", "crack", "agent.crashed"]
    assert (lines[0]["round"], lines[0]["level"], lines[0]["logger"]) == (3, "info", "p2p.test")
    assert "ValueError: reason" in lines[2]["exception"]


def test_the_log_is_bounded(tmp_path) -> None:
    log_to(tmp_path / "agent.log")
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    assert (handler.maxBytes, handler.backupCount) == (MAX_LOG_BYTES, 2)


@pytest.mark.parametrize(("level", "events"), [("debug", ["d", "i", "w"]), ("info", ["i", "w"]), ("warning", ["w"])])
def test_the_level_decides_what_is_written(tmp_path, level: str, events: list[str]) -> None:
    log_to(tmp_path / "agent.log", level)
    log = structlog.get_logger("p2p.test")
    log.debug("d")
    log.info("i")
    log.warning("w")
    assert [json.loads(line)["event"] for line in (tmp_path / "agent.log").read_text().splitlines()] == events


def test_secrets_are_not_written_and_long_texts_are_cut(tmp_path) -> None:
    log_to(tmp_path / "agent.log")
    structlog.get_logger("p2p.test").info("odd", seed="s3cret", passphrase="s3cret", text="x" * 100_000, line="one\ntwo")
    [line] = (tmp_path / "agent.log").read_text().splitlines()
    assert "s3cret" not in line
    assert (len(json.loads(line)["text"]), json.loads(line)["line"]) == (MAX_TEXT_LENGTH, "one\ntwo")
