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
_OWN: dict[str, set[str]] = {
    "a": {"href", "rel"},
    "ol": {"type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: set(MATH_ATTRIBUTES) for tag in MATH_TAGS},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS | MATH_TAGS),
    attributes={"*": _GLOBAL, **_OWN},
    url_schemes={"http", "https", "ftp", "mailto"},
    link_rel=None,
    strip_comments=True,
)
_REST_OF_TAG = r"""(?=[\s/>])[^<>"]*(?:"[^"]*"[^<>"]*)*>"""
_LINE_NAMES = (
    "aside|blockquote|br|caption|d[dlt]|div|fig(?:ure|caption)|h[2-6]|hr|li|[ou]l|p|pre|section|t(?:able|d|h|r)"
)
_LINE_NAME = re.compile(_LINE_NAMES)
_LINE_TAG = re.compile(f"</?(?:{_LINE_NAMES}){_REST_OF_TAG}")
_OTHER_TAG = re.compile("</?[a-z][a-z0-9]*" + _REST_OF_TAG)
# A tag without its brackets, as our rules and the sanitiser both write it.
_PLAIN_TAG = re.compile(r"""/[a-z][a-z0-9]*|([a-z][a-z0-9]*)((?: [a-z-]+="(?:[^"<>&]|&amp;)*")*)""")
_ATTRIBUTE = re.compile(r''' ([a-z-]+)="([^"]*)"''')
_ADDRESS = re.compile("#|https?://|ftp://|mailto:")
_NO_BRACKET = bytes(code for code in range(0x100) if code not in b"<>")
_REMEMBERED = 20_000
_ODD_ENTITY = re.compile("&(?!amp;|lt;|gt;|nbsp;)")
# Never written by our rules, so it can stand between pieces cleaned together.
_SEAM = '<hr class="jats-seam">'


def _stands_for(tag: str) -> str | None:
    """What a tag is in plain text, an end of line or nothing; None for one that must not pass without being cleaned."""
    found = _PLAIN_TAG.fullmatch(tag)
    name = (found[1] or tag[1:]) if found else ""
    if found is None or (name not in _TAGS and name not in MATH_TAGS):
        return None
    allowed = _GLOBAL | _OWN.get(name, set())
    for key, value in _ATTRIBUTE.findall(found[2] or ""):
        if key not in allowed or (key == "href" and not _ADDRESS.match(value)):
            return None
    return "\n" if _LINE_NAME.fullmatch(name) else ""


class _Marks(dict[str, str | None]):
    """What tags stand for, remembered: an article of two thousand tags has some ninety of them that no other had."""

    def __missing__(self, tag: str) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        mark = self[tag] = _stands_for(tag)
        return mark


_mark_of = _Marks().__getitem__


def _words_if_clean(raw: str) -> str | None:
    """The text of HTML (still escaped) whose every tag is on the allow-list; None if a single one is not.

    None of the allowed elements changes how a browser reads what follows it, as script, style or title do. So every
    tag a browser would see is one of those looked at here, and where all of them are harmless, so is the whole.
    """
    pieces = raw.replace(">", "<").split("<")
    # Only where the brackets take turns do texts and tags.
    brackets = raw.encode("utf-8", "surrogatepass").translate(None, _NO_BRACKET)
    if brackets != b"<>" * (len(pieces) // 2) or _ODD_ENTITY.search(raw):
        return None
    marks = list(map(_mark_of, pieces[1::2]))
    if None in marks:
        return None
    pieces[1::2] = marks  # type: ignore[assignment]  # None is not among them
    return "".join(pieces)


def clean_html(raw: str) -> str:
    """Only what the allow-list names; scripts, styles, event handlers, frames, forms and remote images never pass."""
    return _CLEANER.clean(raw) if _is_marked_up(raw) else raw


def clean_written(raw: str) -> str:
    """The same for what an `HtmlWriter` wrote, which closes what it opens.

    Nearly all of it is clean already and is let through: a look costs a third of cleaning.
    """
    return _looked_at(raw)[0]


def clean_with_text(raw: str) -> tuple[str, str]:
    """`clean_written`, and the plain text of that as of `text_of`."""
    cleaned, words = _looked_at(raw)
    return cleaned, text_of(cleaned) if words is None else _lines(words)


def clean_each(pieces: Sequence[str]) -> list[str]:
    """`clean_written` for many small pieces in one pass, because each call has its price."""
    cleaned = clean_written(_SEAM.join(pieces)).split(_SEAM)
    if len(cleaned) != len(pieces):
        return [clean_html(piece) for piece in pieces]
    return cleaned


def _looked_at(raw: str) -> tuple[str, str | None]:
    """Clean HTML, and its words where a look was enough."""
    if not _is_marked_up(raw):
        return raw, raw
    words = _words_if_clean(raw)
    # The sanitiser writes a hard blank by name.
    return (_CLEANER.clean(raw), None) if words is None else (raw.replace("\xa0", "&nbsp;"), words)


def _is_marked_up(raw: str) -> bool:
    return "<" in raw or "&" in raw


def text_of(cleaned: str) -> str:
    """Plain text of cleaned HTML: one line for each block, for search and counting."""
    return _lines(_OTHER_TAG.sub("", _LINE_TAG.sub("\n", cleaned)))


def _lines(words: str) -> str:
    return "\n".join(filter(None, map(" ".join, map(str.split, html.unescape(words).split("\n")))))
