"""Markup that the room of journals has cleaned already, let through where a look is enough, and cleaned again where it is not."""

from __future__ import annotations

import re

from scicomm.core.text import RICH_TAGS, clean_html
from scicomm.journals.rules.jats.clean import clean_html as clean_jats

INLINE = {"a", "i", "em", "b", "strong", "sub", "sup"}
BLOCK = RICH_TAGS | INLINE | {"h3", "h4", "h5", "section", "dl", "dt", "dd"}


# A link as our own cleaner writes it, to the web and nowhere else.
_LINK = r'<a href="https?://[^"<>]*" rel="nofollow noopener">'


def _plain_only(tags: set[str]) -> re.Pattern[str]:
    """Text with elements of an allow-list that carry no attribute at all, and plain links: nothing in it can act."""
    names = "|".join(sorted(tags))
    return re.compile(rf"(?:[^<>]++|</?(?:{names})>|{_LINK})*+")


_INLINE_ONLY, _BLOCK_ONLY = _plain_only(INLINE), _plain_only(BLOCK)


def safe_inline(markup: str) -> str:
    """A title or a reference: sub, sup, i, b, and formulas. A look costs a hundredth of cleaning."""
    if _INLINE_ONLY.fullmatch(markup):
        return markup
    return clean_jats(markup) if "<math" in markup else clean_html(markup, tags=INLINE)


def safe_block(markup: str) -> str:
    """An abstract: paragraphs, lists, headings, and formulas."""
    if _BLOCK_ONLY.fullmatch(markup):
        return markup
    return clean_jats(markup) if "<math" in markup else clean_html(markup, tags=BLOCK)
