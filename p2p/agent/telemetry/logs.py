"""Where an agent's events go: JSON lines in its home, bounded in number and length, without secrets."""

import logging
import logging.handlers
from pathlib import Path
from typing import Literal

import structlog
from structlog.typing import EventDict

MAX_LOG_BYTES = 5 * 2**20
NUM_OLD_LOGS = 2
MAX_TEXT_LENGTH = 8192
SECRETS = frozenset({"key", "nonce", "passphrase", "seed", "signature"})
"""Fields of these names are not written, whatever they hold."""

LogLevel = Literal["debug", "info", "warning", "error"]


def log_to(path: Path, level: LogLevel = "info") -> None:
    """Write the events of this process from `level` on, and warnings of its libraries, to `path`; old files are kept as `.1`, `.2`."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _bounded,
    ]
    render = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=MAX_LOG_BYTES, backupCount=NUM_OLD_LOGS, encoding="utf-8")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=render))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("p2p").setLevel(level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _bounded(logger: object, method: str, event: EventDict) -> EventDict:
    """The event without secrets, its texts cut: a peer must not fill a file with one line."""
    return {name: value[:MAX_TEXT_LENGTH] if isinstance(value, str) else value for name, value in event.items() if name not in SECRETS}
