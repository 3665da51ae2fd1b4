"""The log's filter: nothing that looks like a secret is written."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(
    r"(?i)((?:password|passwd|secret|token|authorization|api[_-]?key|sessionid|csrftoken)[\"']?\s*[=:]\s*[\"']?)([^\s\"'&,;]+)"
    r"|(://[^/\s:@]+:)([^@\s/]+)(@)"
    r"|(\bsc[bl]_[0-9]+-)[A-Za-z0-9_-]+"
)


def without_secrets(text: str) -> str:
    """The text with the value of every password, token, credential and link to sign replaced by `***`."""
    return _SECRET.sub(_starred, text)


def _starred(found: re.Match[str]) -> str:
    return f"{found[1] or found[3] or found[6]}***{found[5] or ''}"


class NoSecrets(logging.Filter):
    """Rewrites a record's message before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = without_secrets(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True
