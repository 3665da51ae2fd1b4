"""A story's body as WeChat takes it: our own inline styles, pictures by key, outside links as a numbered list at the end.

WeChat keeps no style sheet and no class, removes scripts, and makes only links to itself clickable; a body has fewer than 20,000
characters and less than 1 MB (developers.weixin.qq.com, "新增草稿", "上传图文消息图片"). A picture stands as
`<img src="picture:<key>">` until its own address there is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

# Fewer than this, and room for the longer address that a picture gets there.
MOST = 20_000
MOST_BYTES = 1_000_000
PICTURE_ADDRESS = 200
# Our tokens (tokens.css), light: readers' phones turn them for dark mode themselves.
_INK, _INK_2, _INK_3, _AZURITE, _MALACHITE, _THREAD, _LINE, _PAPER_2 = (
    *("#15202a", "#44515b", "#5a666f", "#17528f", "#0b6b55", "#13866d", "#dadeda", "#f2f4f0"),
)
_WHOLE = f"font-size:16px;line-height:1.85;color:{_INK};word-break:break-word"
_STYLES = {
    "p": "margin:0 0 1.1em",
    "h2": f"margin:2em 0 .8em;padding-left:.6em;border-left:3px solid {_THREAD};font-size:19px;font-weight:600;line-height:1.4",
    "h3": f"margin:1.6em 0 .6em;font-size:16px;font-weight:600;color:{_MALACHITE}",
    "blockquote": f"margin:1.4em 0;padding:.2em 0 .2em 1em;border-left:2px solid {_LINE};color:{_INK_2}",
    "cite": f"font-style:normal;font-size:14px;color:{_INK_3}",
    "ul": "margin:0 0 1.1em;padding-left:1.4em",
    "ol": "margin:0 0 1.1em;padding-left:1.4em",
    "li": "margin:.3em 0",
    "table": "border-collapse:collapse;width:100%;font-size:14px",
    "td": f"border:1px solid {_LINE};padding:6px 8px",
    "th": f"border:1px solid {_LINE};padding:6px 8px;background:{_PAPER_2}",
}
_FIGURE = "margin:1.4em 0"
_CAPTION = f"margin:.5em 0 0;font-size:13px;line-height:1.6;color:{_INK_3}"
_NUMBER = f"margin:0;font-size:28px;font-weight:600;line-height:1.3;color:{_AZURITE}"
_NUMBER_WORDS = f"margin:0 0 1em;font-size:14px;color:{_INK_3}"
_LINK = f"color:{_AZURITE}"
_LINK_LIST = f"margin:0 0 .4em;font-size:13px;line-height:1.6;color:{_INK_3};word-break:break-all"
_PLAIN = {"strong", "b", "em", "i", "sub", "sup", "tr", "thead", "tbody", "caption"}
_EMPTY = {"br"}


@dataclass(slots=True)
class Article:
    """What a body became: its HTML, the keys of its pictures in order, formulas by key (MathML, words), whether it was cut."""

    html: str = ""
    keys: tuple[str, ...] = ()
    formulas: dict[str, tuple[str, str]] = field(default_factory=dict)
    was_cut: bool = False


@dataclass(slots=True)
class _Writer:
    """Writes one body; knows which pictures may go."""

    may_go: Callable[[str], bool]
    links: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    formulas: dict[str, tuple[str, str]] = field(default_factory=dict)

    def element(self, element: etree._Element) -> str:
        """One element with all that is in it, without its tail."""
        tag = element.tag if isinstance(element.tag, str) else ""
        special = _SPECIAL.get(tag)
        if special:
            return special(self, element)
        if tag in _EMPTY:
            return f"<{tag}>"
        inner = self.inside(element)
        if tag in _STYLES:
            return f'<{tag} style="{_STYLES[tag]}">{inner}</{tag}>' if inner.strip() else ""
        return f"<{tag}>{inner}</{tag}>" if tag in _PLAIN else inner

    def inside(self, element: etree._Element) -> str:
        """The text and elements in an element."""
        done: list[str] = [escape(element.text or "")]
        for child in element:
            done += [self.element(child), escape(child.tail or "")]
        return "".join(done)


def _text(element: etree._Element) -> str:
    """The words in an element, on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _paragraph(writer: _Writer, element: etree._Element) -> str:
    mathml = element.get("data-formula")
    if mathml:
        return _formula(writer, mathml, _text(element))
    inner = writer.inside(element)
    return f'<p style="{_STYLES["p"]}">{inner}</p>' if inner.strip() else ""


def _formula(writer: _Writer, mathml: str, words: str) -> str:
    key = f"formula:{hashlib.sha256(mathml.encode()).hexdigest()[:16]}"
    writer.formulas[key] = (mathml, words)
    writer.keys.append(key)
    caption = f'<p style="{_CAPTION};text-align:center">{escape(words)}</p>' if words else ""
    picture = f'<img src="picture:{key}" alt="{escape(words)}" style="max-width:100%">'
    return f'<section style="{_FIGURE};text-align:center">{picture}{caption}</section>'


def _figure(writer: _Writer, element: etree._Element) -> str:
    inner = writer.inside(element)
    return f'<section style="{_FIGURE}">{inner}</section>' if "<img" in inner else ""


def _image(writer: _Writer, element: etree._Element) -> str:
    key = element.get("data-picture", "")
    if not key or not writer.may_go(key):
        return ""
    writer.keys.append(key)
    return picture_html(key, element.get("alt", ""))


def _caption(writer: _Writer, element: etree._Element) -> str:
    inner = writer.inside(element).strip()
    return f'<p style="{_CAPTION}">{inner}</p>' if inner else ""


def _link(writer: _Writer, element: etree._Element) -> str:
    """A link: clickable where it leads to WeChat itself, a number that the list at the end explains elsewhere."""
    address, inner = element.get("href", ""), writer.inside(element)
    if (urlsplit(address).hostname or "") == "mp.weixin.qq.com":
        return f'<a href="{escape(address)}" style="{_LINK}">{inner}</a>'
    if not address.startswith(("http://", "https://")):
        return inner
    known = [url for url, _text in writer.links]
    if address not in known:
        writer.links.append((address, _text(element)))
        known.append(address)
    return f'<span style="{_LINK}">{inner}</span><sup>[{known.index(address) + 1}]</sup>'


def _figures(writer: _Writer, element: etree._Element) -> str:
    """Key figures: each number large, its words under it."""
    done = []
    for child in element:
        style = _NUMBER if child.tag == "dt" else _NUMBER_WORDS
        done.append(f'<p style="{style}">{writer.inside(child)}</p>')
    return f'<section style="{_FIGURE}">{"".join(done)}</section>'


def _table(writer: _Writer, element: etree._Element) -> str:
    table = f'<table style="{_STYLES["table"]}">{writer.inside(element)}</table>'
    return f'<section style="{_FIGURE};overflow-x:auto">{table}</section>'


def _rule(_writer: _Writer, _element: etree._Element) -> str:
    return f'<section style="margin:2em 0;border-top:1px solid {_LINE}"></section>'


def _code(writer: _Writer, element: etree._Element) -> str:
    return f'<span style="font-family:monospace;background:{_PAPER_2}">{writer.inside(element)}</span>'


_SPECIAL: dict[str, Callable[[_Writer, etree._Element], str]] = {
    "p": _paragraph,
    "figure": _figure,
    "img": _image,
    "figcaption": _caption,
    "a": _link,
    "dl": _figures,
    "table": _table,
    "hr": _rule,
    "code": _code,
}


def picture_html(key: str, alt: str) -> str:
    """A picture at full width, by its key."""
    return f'<img src="picture:{escape(key)}" alt="{escape(alt)}" style="display:block;width:100%">'


def figure_html(key: str, alt: str, caption: str) -> str:
    """A picture with what stands under it."""
    under = f'<p style="{_CAPTION}">{escape(caption)}</p>' if caption else ""
    return f'<section style="{_FIGURE}">{picture_html(key, alt)}{under}</section>'


def article(html: str, may_go: Callable[[str], bool], *, lead: str = "") -> Article:
    """The body for WeChat. `html` is clean HTML whose pictures and formulas carry `data-picture` and `data-formula`; `lead` comes
    first. What does not fit is left off the end, with a line that points to the original."""
    writer = _Writer(may_go)
    root = lxml_html.fragment_fromstring(html or "<p></p>", create_parent="div")
    blocks: list[tuple[str, int]] = [(lead, 0)]
    blocks.append((escape(root.text or "").strip(), 0))
    for child in root:
        made = writer.element(child) + escape((child.tail or "").strip())
        blocks.append((made, len(writer.links)))
    blocks = [block for block in blocks if block[0]]
    kept, was_cut = _fitting(blocks, writer.links)
    body = "".join(block for block, _links in kept)
    known = kept[-1][1] if kept else 0
    whole = _whole(body, writer.links[:known], was_cut=was_cut)
    keys = tuple(key for key in dict.fromkeys(writer.keys) if f'"picture:{escape(key)}"' in whole)
    return Article(whole, keys, {key: value for key, value in writer.formulas.items() if key in keys}, was_cut)


def _fitting(blocks: list[tuple[str, int]], links: list[tuple[str, str]]) -> tuple[list[tuple[str, int]], bool]:
    """As many blocks from the beginning as fit."""
    kept = list(blocks)
    while kept and not fits(_whole("".join(block for block, _n in kept), links[: kept[-1][1]], was_cut=True)):
        kept.pop()
    return kept, len(kept) < len(blocks)


def fits(html: str) -> bool:
    """Whether WeChat takes a body of this length once its pictures have their addresses there."""
    more = html.count('src="picture:') * PICTURE_ADDRESS
    return len(html) + more < MOST and len(html.encode()) + more < MOST_BYTES


def _whole(body: str, links: Iterable[tuple[str, str]], *, was_cut: bool) -> str:
    listed = "".join(
        f'<p style="{_LINK_LIST}">[{number}] {escape(text)}{"：" if text else ""}{escape(url)}</p>'
        for number, (url, text) in enumerate(links, 1)
    )
    rest = _("The rest stands in the original: “Read the original” below.")
    end = f'<p style="{_STYLES["p"]}">{escape(rest)}</p>' if was_cut else ""
    title = _("Links")
    head = f'<h3 style="{_STYLES["h3"]}">{escape(title)}</h3>' if listed else ""
    return f'<section style="{_WHOLE}">{body}{end}{head}{listed}</section>'
