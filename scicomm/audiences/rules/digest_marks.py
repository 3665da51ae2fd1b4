"""The marks in the links of a digest: a campaign's mark that names no person, and the reader's own signed link; pure."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.utils.crypto import constant_time_compare, salted_hmac

# The parameter of our own addresses that says: this visit comes from that edition of the digest, with that subject line.
MARK = "dg"
DIGEST_SALT = "audiences.digest"
# A reader's own digest can be looked up for so long.
OPEN_FOR = dt.timedelta(days=90)
VARIANTS = {"": "n", "a": "a", "b": "b"}
_READ = re.compile(r"(\d{1,12})([nab])([0-9a-f]{8})")


def _seal(edition_id: int, letter: str) -> str:
    return salted_hmac("audiences.digest.mark", f"{edition_id}{letter}", algorithm="sha256").hexdigest()[:8]


def edition_mark(edition_id: int, variant: str) -> str:
    """A short signed mark of an edition and a subject line: the same for everybody who got that line."""
    letter = VARIANTS[variant]
    return f"{edition_id}{letter}{_seal(edition_id, letter)}"


def read_mark(text: str) -> tuple[int, str] | None:
    """Edition and variant of a mark; None for a forged one."""
    found = _READ.fullmatch(text)
    if found is None or not constant_time_compare(_seal(int(found[1]), found[2]), found[3]):
        return None
    return int(found[1]), "" if found[2] == "n" else found[2]


def marked(url: str, mark: str) -> str:
    """An address with the mark behind its own query."""
    parts = urlsplit(url)
    query = f"{parts.query}&" if parts.query else ""
    return urlunsplit(parts._replace(query=f"{query}{urlencode({MARK: mark})}"))
