"""Absolute addresses, lasting names, and text that every format can hold."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urljoin, urlsplit

# What XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def absolute(address: str, site_url: str) -> str:
    """An address that also works outside the site."""
    return urljoin(f"{site_url}/", address)


def entry_id(site_url: str, published_at: dt.datetime, story_id: int) -> str:
    """A story's name for ever (a tag URI, RFC 4151): it stays when the address or the title changes."""
    host = urlsplit(site_url).hostname or "localhost"
    return f"tag:{host},{published_at.astimezone(dt.UTC):%Y-%m-%d}:story/{story_id}"


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """The text on one line: titles stand in headers and lists."""
    return " ".join(text.split())
