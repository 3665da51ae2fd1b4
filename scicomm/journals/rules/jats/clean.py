"""The last gate for HTML made from JATS: an allow-list of elements and attributes, and plain text out of the result."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import nh3

from scicomm.journals.rules.jats.formulas import MATH_ATTRIBUTES, MATH_TAGS

_GLOBAL = {"id", "class", "lang", "data-type", "data-href", "role", "aria-label", "tabindex"}
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "aside",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "dfn",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "rp",
        "rt",
        "ruby",
        "s",
        "section",
        "span",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS | MATH_TAGS),
    attributes={
        "*": _GLOBAL,
        "a": {"href", "rel"},
        "ol": {"type"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        **{tag: set(MATH_ATTRIBUTES) for tag in MATH_TAGS},
    },
    url_schemes={"http", "https", "ftp", "mailto"},
    link_rel=None,
    strip_comments=True,
)
_REST_OF_TAG = r"""(?=[\s/>])[^<>"]*(?:"[^"]*"[^<>"]*)*>"""
_LINE_TAG = re.compile(
    "</?(?:aside|blockquote|br|caption|d[dlt]|div|fig(?:ure|caption)|h[2-6]|hr|li|[ou]l|p|pre|section|t(?:able|d|h|r))"
    + _REST_OF_TAG
)
_OTHER_TAG = re.compile("</?[a-z][a-z0-9]*" + _REST_OF_TAG)
# Never written by our rules, so it can stand between pieces cleaned together.
_SEAM = '<hr class="jats-seam">'


def clean_html(raw: str) -> str:
    """Only what the allow-list names; scripts, styles, event handlers, frames, forms and remote images never pass."""
    return _CLEANER.clean(raw) if "<" in raw or "&" in raw else raw


def clean_each(pieces: Sequence[str]) -> list[str]:
    """The same for many small pieces in one pass, because each call has its price."""
    cleaned = clean_html(_SEAM.join(pieces)).split(_SEAM)
    if len(cleaned) != len(pieces):
        return [clean_html(piece) for piece in pieces]
    return cleaned


def text_of(cleaned: str) -> str:
    """Plain text of cleaned HTML: one line for each block, for search and counting."""
    broken = _OTHER_TAG.sub("", _LINE_TAG.sub("\n", cleaned))
    lines = (" ".join(line.split()) for line in html.unescape(broken).split("\n"))
    return "\n".join(line for line in lines if line)
