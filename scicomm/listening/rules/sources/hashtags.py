"""Public posts under a hashtag on a Mastodon-compatible server; who wrote them is never read into an item.

The address of a post names its author (`/@name/1`), so the address that the asked server gives every post (`/statuses/1`) is kept
instead, and names inside a text become `@…`. Posts of people who ask not to be indexed are left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from scicomm.listening.rules.parsing import FeedRefused, Item, ParsedFeed, RefusedItem
from scicomm.listening.rules.sources.building import made_item, moment_of
from scicomm.listening.rules.sources.own import Outlets

A_PAGE = 40
PAGES_AT_ONCE = 5
_TAG = re.compile(r"[^\s#@/?&.,;:!\"'<>()（）。，；：！？]{1,100}")
_SHORT = re.compile(r"^#?([^\s#@/]{1,100})@([a-z0-9.-]+\.[a-z0-9-]+)$", re.I)
# A mention of an account: `<span class="h-card"><a class="u-url mention">@<span>name</span></a></span>`.
_NAMED = re.compile(r"""(?is)<a\b(?=[^>]*\bclass\s*=\s*["'][^"']*\bmention\b(?![^"']*\bhashtag\b))[^>]*>.*?</a>""")
_BARE_NAME = re.compile(r"(?<![\w/.])@[A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?")


@dataclass(frozen=True)
class Timeline:
    """One page of posts: the items, and the numbers of the newest and of how many posts there were."""

    parsed: ParsedFeed
    newest: str
    count: int


def hashtag_address(text: str) -> str | None:
    """The address of a hashtag as a person gives it (`#科普@server.example`, `https://server.example/tags/科普`), written one
    way; None for anything else."""
    text = text.strip()
    short = _SHORT.match(text)
    if short:
        tag, host = short.groups()
        return f"https://{host.lower()}/tags/{quote(tag)}" if _TAG.fullmatch(tag) else None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    found = re.fullmatch(r"/(?:tags|tag|timelines/tag|api/v1/timelines/tag)/([^/]+)/?", parts.path)
    tag = unquote(found.group(1)).lstrip("#") if found else ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or not _TAG.fullmatch(tag):
        return None
    return f"{parts.scheme}://{parts.netloc.lower()}/tags/{quote(tag)}"


def page_address(address: str, after: str) -> str:
    """Where the posts are asked for: the newest page, or the page right after a post (`min_id`, which leaves no gap)."""
    parts = urlsplit(address)
    tag = parts.path.rstrip("/").rsplit("/", 1)[-1]
    since = f"&min_id={quote(after)}" if after else ""
    return f"{parts.scheme}://{parts.netloc}/api/v1/timelines/tag/{tag}?limit={A_PAGE}{since}"


def is_later(one: str, other: str) -> bool:
    """Whether a post's number is the later one. Numbers are texts; longer is later (snowflakes and counters alike)."""
    return (len(one), one) > (len(other), other)


def parse_timeline(content: bytes, *, address: str, own: Outlets | None = None) -> Timeline:
    """One page of the timeline. Raises FeedRefused for what is none."""
    try:
        posts = json.loads(content)
    except (ValueError, RecursionError):
        raise FeedRefused(_("The server did not answer with posts (JSON).")) from None
    if isinstance(posts, dict) and posts.get("error"):
        raise FeedRefused(_("The server refuses: %(reason)s") % {"reason": str(posts["error"])[:200]})
    if not isinstance(posts, list):
        raise FeedRefused(_("The server did not answer with posts (JSON)."))
    items: dict[str, Item] = {}
    refused: list[RefusedItem] = []
    newest = ""
    for post in posts[: A_PAGE * 2]:
        number = str(post.get("id") or "") if isinstance(post, dict) else ""
        newest = number if is_later(number, newest) else newest
        found = _post(post, number, address, own) if number else RefusedItem("", _("The post has no number."))
        if isinstance(found, Item):
            items.setdefault(found.url, found)
        elif found is not None:
            refused.append(found)
    return Timeline(ParsedFeed("", tuple(items.values()), tuple(refused)), newest, len(posts))


def _post(post: dict[str, Any], number: str, address: str, own: Outlets | None) -> Item | RefusedItem | None:
    account = post.get("account")
    if isinstance(account, dict) and (account.get("noindex") or account.get("indexable") is False):
        return RefusedItem("", _("Its author asks not to be indexed."))
    if post.get("visibility", "public") != "public" or post.get("reblog"):
        return None
    parts = urlsplit(address)
    url = str(post.get("url") or "")
    if not (own and url.startswith("http") and own.covers(url)):
        url = f"{parts.scheme}://{parts.netloc}/statuses/{quote(number)}"
    body = without_names(str(post.get("content") or ""))
    warning = without_names(str(post.get("spoiler_text") or ""))
    card = post.get("card")
    linked = str(card.get("url") or "") if isinstance(card, dict) else ""
    return made_item(
        title=warning,
        body=f"{body}{_card(card)}",
        address=url,
        published_at=moment_of(post.get("created_at")),
        language=str(post.get("language") or ""),
        links=(linked,) if linked else (),
    )


def _card(card: Any) -> str:
    """The title of the page that a post links to: often all that says what it is about. Its author's name is not read."""
    title = str(card.get("title") or "") if isinstance(card, dict) else ""
    return f"<p>{title.replace('&', '&amp;').replace('<', '&lt;')}</p>" if title else ""


def without_names(text: str) -> str:
    """A post's HTML without the names of the accounts it speaks to."""
    return _BARE_NAME.sub("@…", _NAMED.sub("@…", text))
