"""Words in two languages and HTML from elsewhere; no database here."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.translation import get_language

RICH_TAGS = {"a", "b", "strong", "em", "i", "sub", "sup", "br", "p", "ul", "ol", "li", "blockquote", "code"}
_WORDS_ONLY = nh3.Cleaner(tags={"br", "p", "li"})
_BREAK = re.compile(r"</?(?:p|br|li)[^>]*>")


def is_english() -> bool:
    """Whether the page being made is in English; anything else is Chinese."""
    return (get_language() or "").startswith("en")


def pick(chinese: str, english: str) -> str:
    """The text in the reader's language, or in the other where the first is missing."""
    return (english or chinese) if is_english() else (chinese or english)


def lang_of(text: str) -> str:
    """The `lang` of words that may be in either language: Chinese where a Chinese character stands in them."""
    return "zh-Hans" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"


def clean_html(html: str, *, tags: set[str] | None = None) -> str:
    """HTML from elsewhere, reduced to harmless markup: no scripts, no styles, no handlers, links only to the web or mail."""
    return _cleaner(frozenset(RICH_TAGS if tags is None else tags)).clean(html)


@lru_cache(maxsize=50)
def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    # Made once for each list of elements: to make one takes longer than to clean a title.
    return nh3.Cleaner(
        tags=set(tags),
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def plain(html: str) -> str:
    """HTML as one line of plain text, in which ``&lt;`` is a sign again: whoever shows it escapes it.

    Not for what is plain already: in a title ``a<b`` is no tag.
    """
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    kept = _WORDS_ONLY.clean(html)
    return " ".join(unescape(strip_tags(_BREAK.sub(" ", kept))).split())


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never computes: what would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
