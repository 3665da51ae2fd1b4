"""Addresses that somebody hands in, one a line: each becomes an item whose page the reading stage fetches."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.parsing import Item, ParsedFeed, RefusedItem
from scicomm.listening.rules.sources.building import bare_item

MOST_LINES = 1000
_BULLET = re.compile(r"^(?:[-*•·>]|\d{1,4}[.、)])\s+")
_BARE = re.compile(r"^[\w-]+(\.[\w-]+)+([/:?#].*)?$")


def pasted_items(text: str) -> ParsedFeed:
    """The addresses in a text, one a line; bullets and words behind an address are left out, what is none is refused."""
    items: dict[str, Item] = {}
    refused: list[RefusedItem] = []
    lines = [line for line in (_BULLET.sub("", line.strip()) for line in text.splitlines()) if line]
    for line in lines[:MOST_LINES]:
        found = re.search(r"https?://[^\s<>\"“”]+", line)
        address = found.group(0) if found else f"https://{line}" if _BARE.match(line) else ""
        url = web_address(address) if address else None
        if url is None:
            refused.append(
                RefusedItem(line[:200], _("Not an address of the web: %(address)s") % {"address": line[:200]})
            )
        else:
            items.setdefault(url, bare_item(url))
    if len(lines) > MOST_LINES:
        words = _("Only the first %(count)d lines were taken; hand in the rest again.") % {"count": MOST_LINES}
        refused.append(RefusedItem(lines[MOST_LINES][:200], words))
    return ParsedFeed("", tuple(items.values()), tuple(refused))
