"""HTML and text from elsewhere made harmless and short, and the language a text is in; sanitised here once, nowhere else."""

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
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_HREF = re.compile(r"""(?i)\b(?:href|src)\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})')""")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u30ff\u1100-\u11ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")


def without_controls(text: str) -> str:
    """Without characters that no database and no page should get (NUL, lone surrogates, line separators …)."""
    return _CONTROLS.sub("", text)


def plain_text(markup: str, limit: int | None = None) -> str:
    """HTML as one line of text, the ends of blocks parting words; cut at a word with an ellipsis where there is a limit."""
    found = html.unescape(core_text.plain(_BLOCK.sub(" ", without_controls(markup))))
    found = " ".join(without_controls(found).split())
    if limit is None or len(found) <= limit:
        return found
    cut = found[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def excerpt(markup: str) -> str:
    """Harmless HTML of bounded length. The cut is made before cleaning, which closes what the cut left open."""
    return core_text.clean_html(without_controls(markup)[:EXCERPT_LENGTH]).strip()


def links_in(markup: str) -> list[str]:
    """The addresses an HTML text points to."""
    return [html.unescape(first or second) for first, second in _HREF.findall(markup)]


def language_of(text: str) -> str:
    """`zh`, `en` or `other`, by the script the text is written in.

    Han without kana or hangul is Chinese (a Chinese title may hold many Latin words); Latin letters alone are taken for English.
    """
    if _KANA_OR_HANGUL.search(text):
        return "other"
    letters = len(_LETTER.findall(text))
    if not letters:
        return "other"
    if len(_HAN.findall(text)) >= letters / 10:
        return "zh"
    return "en" if len(_LATIN.findall(text)) >= letters * 0.9 else "other"
