"""What a server tells whoever runs it: a line of JSON for each thing that happened, with names of people and counts, and no word of an article."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_LOGGER = logging.getLogger("rasd")


def tell(what: str, **values: str | float | None) -> None:
    """Log that something happened. values: ids, names of people and counts; never words that an article holds."""
    _LOGGER.info(what, extra={"values": values})


class Lines(logging.Formatter):
    """Records as JSON: at (UTC), level, logger, event, and what belongs to it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": record.getMessage(), **getattr(record, "values", {})}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True)  # a name in another script could turn the words of a terminal


def to_stderr() -> None:
    """Have what happens written to stderr, once."""
    if not _LOGGER.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Lines())
        _LOGGER.addHandler(handler)
        _LOGGER.setLevel(logging.INFO)
        _LOGGER.propagate = False
