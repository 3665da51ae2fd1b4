"""A source as it is read, and what one reading of it gave, as it passes from the client to the action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scicomm.listening.rules.hints import Hints
from scicomm.listening.rules.parsing import ParsedFeed
from scicomm.listening.rules.sources.own import Outlets


@dataclass(frozen=True)
class Reading:
    """A source that was read. `parsed` is None when nothing changed, or when it failed: then `failure` says why, `status` is the
    server's answer (None: there was none), and `retry_after` how many seconds it asked to be left alone.

    `etag` and `last_modified` are the server's marks for the next time; `digest` is the SHA-256 of what came; `moved_to` the
    address that permanent redirects lead to; `cursor` how far a source that is read piece by piece was read (None: not such a
    source); `window` how many items such a source shows at most; `was_asked_fully` whether the marks were left out on purpose;
    `robots` the site's rules where they were fetched anew; `has_more` whether something was left for the next time.
    """

    parsed: ParsedFeed | None = None
    etag: str = ""
    last_modified: str = ""
    failure: str = ""
    retry_after: int | None = None
    status: int | None = None
    moved_to: str = ""
    digest: str = ""
    cursor: str | None = None
    window: int | None = None
    was_asked_fully: bool = True
    robots: str | None = None
    has_more: bool = False
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True)
class ToRead:
    """A source as the client reads it, without the database. `robots` is the site's robots.txt, None where it must be read first;
    `known_digest` the hash of what came last; `headers` go to the source's own address only, and are not redirected."""

    kind: str
    address: str
    content: bytes | None = None
    etag: str = ""
    last_modified: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    cursor: str = ""
    known_digest: str = ""
    robots: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    own: Outlets | None = None
