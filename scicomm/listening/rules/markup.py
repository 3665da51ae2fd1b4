"""HTML and text from elsewhere made harmless and short; sanitised here once, nowhere else."""

from __future__ import annotations

import html
import re

from scicomm.core import text as core_text

SUMMARY_LENGTH = 600
EXCERPT_LENGTH = 4000
_BLOCK = re.compile(
    r"(?i)</?(?:p|div|li|ul|ol|h[1-6]|tr|td|th|dt|dd|blockquote|section|article|figure|pre)\b[^>]{0,500}>"
    r"|<br\b[^>]{0,500}>"
)
_LOST_BLOCK = re.compile(r"(?i)</?(?:div|h[1-6]|tr|td|th|dt|dd|section|article|figure|pre)\b[^>]{0,500}>")
# Of cleaned HTML only: every other angle bracket is escaped there, but in the value of an attribute.
_CLEAN_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
# Letter by letter, because ignoring case would make the engine try at every character.
_HREF = re.compile(r"""(?<!\w)[hHsS][rR](?:[eE][fF]|[cC])\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})')""")


def without_controls(text: str) -> str:
    """Without characters that no database and no page should get (NUL, lone surrogates, line separators …)."""
    return _CONTROLS.sub("", text)


def plain_text(markup: str, limit: int | None = None) -> str:
    """HTML as one line of text, the ends of blocks parting words; cut at a word with an ellipsis where there is a limit."""
    found = core_text.plain(_BLOCK.sub(" ", without_controls(markup)))
    found = " ".join(without_controls(found).split())
    return found if limit is None else shortened(found, limit)


def shortened(found: str, limit: int) -> str:
    """A line of text cut at a word, with an ellipsis where something was cut."""
    if len(found) <= limit:
        return found
    cut = found[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def excerpt(markup: str) -> str:
    """Harmless HTML of bounded length. The cut is made before cleaning, which closes what the cut left open."""
    return core_text.clean_html(without_controls(markup)[:EXCERPT_LENGTH]).strip()


def text_and_excerpt(markup: str) -> tuple[str, str]:
    """`plain_text` and `excerpt` of one HTML text. Cleaned once where it is short, because cleaning is what takes the time."""
    if len(markup) > EXCERPT_LENGTH:
        return plain_text(markup), excerpt(markup)
    # What cleaning takes away must not join the words around it.
    harmless = excerpt(_LOST_BLOCK.sub(" ", markup))
    text = html.unescape(_CLEAN_TAG.sub("", _BLOCK.sub(" ", harmless)))
    return " ".join(without_controls(text).split()), harmless


def links_in(markup: str) -> list[str]:
    """The addresses an HTML text points to."""
    return [html.unescape(first or second) for first, second in _HREF.findall(markup)]
