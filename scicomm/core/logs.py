"""The log's filter: nothing that looks like a secret is written."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(
    r"(?i)((?:password|passwd|secret|token|authorization|api[_-]?key|sessionid|csrftoken)[\"']?\s*[=:]\s*[\"']?)([^\s\"'&,;]+)"
    r"|(://[^/\s:@]+:)([^@\s/]+)(@)"
)


def without_secrets(text: str) -> str:
    """The text with the value of every password, token and credential replaced by `***`."""
    return _SECRET.sub(lambda found: f"{found[1]}***" if found[1] else f"{found[3]}***{found[5]}", text)


class NoSecrets(logging.Filter):
    """Rewrites a record's message before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = without_secrets(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True
