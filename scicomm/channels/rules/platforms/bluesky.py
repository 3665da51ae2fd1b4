"""Bluesky: 300 characters as people see them, the story as a card or up to four pictures with descriptions.

Facts from the AT Protocol's documentation (Lexicon `app.bsky.feed.post`, `app.bsky.embed.external`, `app.bsky.embed.images`,
`app.bsky.richtext.facet`; specification "Record Key", "TID"): facets count UTF-8 bytes; a picture has at most 1,000,000 bytes; a
record's key may be chosen, so that writing it again changes nothing.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

from scicomm.channels.rules import previews
from scicomm.channels.rules.counting import graphemes, shorten
from scicomm.channels.rules.packages import Ability, Account, FieldSpec, Package, Platform, StoryContent
from scicomm.channels.rules.pictures import PictureRule, chosen
from scicomm.channels.rules.platforms.texts import edited, fitted, missing

MOST = 300
MOST_BYTES = 3000
MOST_DESCRIPTION = 300
MOST_ALT = 2000
MOST_PICTURES = 4
SERVER = "https://bsky.social"
PICTURE = PictureRule(("image/jpeg", "image/png"), most_bytes=1_000_000, most_side=2000)
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
# 2024-01-01 in microseconds: names made of keys look like names of that year, none lies in the future.
_FROM = 1_704_067_200_000_000
_YEAR = 366 * 24 * 3600 * 1_000_000
_LINK = re.compile(r"https?://[^\s<>\"'，。；：！？、）】》”]*[^\s<>\"'，。；：！？、）】》”.,;:!?)]")


class BlueskyPlatform(Platform):
    """Makes one post: headline and standfirst as text and the story as a card, or, as the editor likes, its pictures."""

    kind: ClassVar[str] = "bluesky"
    settings = (
        FieldSpec("identifier", gettext_lazy("handle"), gettext_lazy("For example science.example.org, without @.")),
        FieldSpec(
            "server",
            gettext_lazy("server"),
            gettext_lazy("Where the account lives (PDS). Empty: https://bsky.social"),
            required=False,
        ),
        FieldSpec(
            "layout",
            gettext_lazy("what stands under the text"),
            gettext_lazy("Empty or “card”: the story as a card. “pictures”: up to four of its pictures."),
            required=False,
        ),
    )
    secrets = (
        FieldSpec(
            "app_password", gettext_lazy("app password"), gettext_lazy("Settings, Privacy and security, App passwords.")
        ),
    )
    abilities = frozenset(
        {Ability.FIND, Ability.POLL, Ability.UPDATE, Ability.RECALL, Ability.MEASURE, Ability.FOLLOWERS}
    )
    shows_itself = True
    editable = ("text",)
    # Each sending signs in anew, which Bluesky allows 300 times a day ("Rate limits", createSession).
    per_hour = 12

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        """The package: `text` is an editor's part; `layout` is `card` or `pictures` (the link in the text)."""
        layout = "pictures" if account.settings.get("layout", "").strip() == "pictures" else "card"
        pictures, problems = chosen(content.pictures, PICTURE, MOST_PICTURES if layout == "pictures" else 1)
        if layout == "pictures" and not pictures:
            layout = "card"
        shown = shown_link(content.url)
        room = MOST - (units(f"\n\n{shown}") if layout == "pictures" else 0)
        ours = "\n\n".join(filter(None, [content.title, content.standfirst]))
        text, about_text = fitted(edited(edits, "text"), ours, room, "text", units, tells=False)
        if not text:
            about_text = [missing("text")]
        status = f"{text}\n\n{shown}" if layout == "pictures" else text
        card = previews.link_card(content.url, content.title, content.standfirst, pictures[0] if pictures else None)
        return Package(
            self.kind,
            {
                "text": text,
                "layout": layout,
                "status": status,
                "shown_link": shown if layout == "pictures" else "",
                "link": content.url,
                "title": shorten(content.title, MOST_DESCRIPTION),
                "description": shorten(content.standfirst, MOST_DESCRIPTION),
                "language": content.language,
            },
            pictures,
            (*about_text, *problems),
            previews.card(
                account,
                content.language,
                previews.words(status),
                pictures=pictures if layout == "pictures" else (),
                link=card if layout == "card" else None,
            ),
        )


def units(text: str) -> int:
    """The length as Bluesky bounds it: characters as people see them, or, where they are made of very many bytes, those."""
    return max(graphemes(text), math.ceil(len(text.encode()) * MOST / MOST_BYTES))


def shown_link(url: str) -> str:
    """A web address as it is written in a post: host and the beginning of the path; the facet leads to the whole."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return (parts.netloc + (path if len(path) <= 16 else f"{path[:14]}…")) or url


def facets(status: str, shown: str, link: str) -> list[dict[str, Any]]:
    """The links of a text with their places in UTF-8 bytes: each address written out, and the shown one at the end."""
    found = [(match.start(), match.end(), match[0]) for match in _LINK.finditer(status)]
    if shown and status.endswith(shown):
        start = len(status) - len(shown)
        found = [place for place in found if place[1] <= start] + [(start, len(status), link)]
    return [
        {
            "index": {"byteStart": len(status[:start].encode()), "byteEnd": len(status[:end].encode())},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": uri}],
        }
        for start, end, uri in found
    ]


def record_key(key: str) -> str:
    """A record's name (a TID: 53 bits of microseconds, 10 bits of clock, base 32) that is always the same for one sending."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:16], "big")
    moment, clock = _FROM + (number >> 10) % _YEAR, number & 0x3FF
    value = moment << 10 | clock
    return "".join(_SORTABLE[value >> 5 * place & 31] for place in range(12, -1, -1))
