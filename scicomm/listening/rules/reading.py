"""What one reading of a feed gave, as it passes from the client to the action."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.listening.rules.parsing import ParsedFeed


@dataclass(frozen=True)
class Reading:
    """A feed that was read. `parsed` is None when nothing changed, or when it failed: then `failure` says why, and `retry_after`
    how many seconds the server asked to be left alone. `etag` and `last_modified` are the server's marks for the next time."""

    parsed: ParsedFeed | None = None
    etag: str = ""
    last_modified: str = ""
    failure: str = ""
    retry_after: int | None = None
