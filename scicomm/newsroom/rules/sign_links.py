"""The token of a link to sign: how it is made of a key, read and told from a forged one. Pure.

The token is an HMAC over the link's number, its salt and its end, so the server makes it again whenever the letter is sent. It
stands neither in the ledger nor in the database: the row keeps its digest. A stolen database holds no usable link, and a link
cannot be made longer by changing the row.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re

# What the log's filter knows a token by (core/logs.py).
PREFIX = "scl_"
_TOKEN = re.compile(rf"{PREFIX}([1-9][0-9]{{0,17}})-([A-Za-z0-9_-]{{43}})")


def token_for(key: str, number: int, salt: str, expires_at: dt.datetime, *, purpose: str = "newsroom.sign_link") -> str:
    """The token of a link; `key` is the site's secret. A token made for one `purpose` opens nothing of another."""
    message = f"{purpose}:{number}:{salt}:{int(expires_at.timestamp())}"
    code = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return f"{PREFIX}{number}-{base64.urlsafe_b64encode(code).decode().rstrip('=')}"


def link_number(token: str) -> int | None:
    """The number of the link a token speaks of; None for what is no token."""
    found = _TOKEN.fullmatch(token)
    return int(found[1]) if found else None


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
