"""Words in two languages and HTML from elsewhere; no database here."""

from __future__ import annotations

import re

import nh3
from django.utils.html import strip_tags
from django.utils.translation import get_language

RICH_TAGS = {"a", "b", "strong", "em", "i", "sub", "sup", "br", "p", "ul", "ol", "li", "blockquote", "code"}


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
    return nh3.clean(
        html,
        tags=RICH_TAGS if tags is None else tags,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def plain(html: str) -> str:
    """HTML as one line of plain text."""
    kept = nh3.clean(html, tags={"br", "p", "li"})
    return " ".join(strip_tags(re.sub(r"</?(?:p|br|li)[^>]*>", " ", kept)).split())


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and never computes: what would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
