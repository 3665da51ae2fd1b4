"""Lists of feeds as readers exchange them (OPML 1.0 and 2.0): nested folders in and out; adding them is an action."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from scicomm.listening.rules.addresses import web_address
from scicomm.listening.rules.parsing import FeedRefused

MOST_OUTLINES = 10_000
MOST_DEPTH = 20
# Words of folders by the source class they mean; the first that fits, the most telling first.
_CLASSES: tuple[tuple[str, str], ...] = (
    ("government", r"government|\bgov\b|policy|ministr|政府|政务|政策|部委"),
    ("institution", r"universit|institut|academ|laborator|高校|大学|研究所|研究院|科研机构|学会"),
    ("own", r"\bour own\b|自有|本院|本所|我院"),
    ("forum", r"forum|q&a|reddit|论坛|问答|贴吧|知乎"),
    ("social", r"social|mastodon|fediverse|twitter|weibo|微博|社交|微信|公众号"),
    ("blog", r"blog|column|博客|专栏|自媒体"),
    (
        "science",
        r"scien|astronom|space|physic|biolog|chemist|medicin|journal|科学|科普|科技|天文|航天|物理|生物|化学|医学",
    ),
    ("news", r"news|media|press|daily|新闻|媒体|报纸|日报|时报"),
)


@dataclass(frozen=True)
class Outline:
    """One feed of a list: its name and address, the folders it stands in from the outside in, and the class it is given."""

    title: str
    address: str
    folders: tuple[str, ...] = ()
    source_class: str = ""


@dataclass(frozen=True)
class ParsedList:
    """A list that was read: its title, the feeds, and entries that cannot be followed with the reason."""

    title: str
    outlines: tuple[Outline, ...]
    refused: tuple[tuple[str, str], ...] = ()


def parse_opml(content: bytes) -> ParsedList:
    """Read a list, mending XML where it can be mended (bare ampersands are common). Raises FeedRefused."""
    reading = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(b"\xef\xbb\xbf \t\r\n"), reading)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise FeedRefused(_("This is no OPML file."))
    outlines: list[Outline] = []
    refused: list[tuple[str, str]] = []
    body = next((child for child in root if _name(child) == "body"), root)
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(child, ()) for child in reversed(body)]
    while waiting and len(outlines) < MOST_OUTLINES:
        node, folders = waiting.pop()
        if _name(node) != "outline":
            continue
        title, address = _words(node, "title") or _words(node, "text"), _words(node, "xmlurl") or _words(node, "url")
        if address:
            _take(outlines, refused, title, address, folders, _words(node, "category"))
        inner = (*folders, title[:60]) if title and not address and len(folders) < MOST_DEPTH else folders
        waiting += [(child, inner) for child in reversed(node)]
    if waiting:
        refused.append(("…", _("Only the first %(count)d entries were read.") % {"count": MOST_OUTLINES}))
    head = next((child for child in root if _name(child) == "head"), None)
    title = "" if head is None else next((str(child.text or "") for child in head if _name(child) == "title"), "")
    return ParsedList(" ".join(title.split())[:120], tuple(outlines), tuple(refused))


def _take(
    outlines: list[Outline],
    refused: list[tuple[str, str]],
    title: str,
    address: str,
    folders: tuple[str, ...],
    category: str,
) -> None:
    # `feed:` and `feed://` are old ways of writing http for a feed reader.
    plain = re.sub(r"^feed:(//)?(?=https?:)", "", address, flags=re.I)
    plain = re.sub(r"^feed://", "http://", plain, flags=re.I)
    url = web_address(plain)
    if url is None:
        refused.append(
            (title or address[:200], _("Not an address of the web: %(address)s") % {"address": address[:200]})
        )
        return
    outlines.append(Outline((title or url)[:120], url, folders, _class_named(category) or class_of(folders)))


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _words(node: etree._Element, name: str) -> str:
    """An attribute, whatever its case: exporters write xmlUrl, xmlurl and xmlURL."""
    return next((" ".join(str(value).split()) for key, value in node.attrib.items() if str(key).lower() == name), "")


def _class_named(category: str) -> str:
    """The class that our own export wrote into `category` (OPML 2.0: slash-delimited categories)."""
    found = re.search(r"(?:^|,)/listening/([a-z]+)", category)
    return found.group(1) if found else ""


def class_of(folders: Iterable[str]) -> str:
    """The source class that the innermost folder with a telling name means; empty where none tells."""
    for folder in reversed(list(folders)):
        for name, words in _CLASSES:
            if re.search(words, folder, re.I):
                return name
    return ""


def written_opml(title: str, outlines: Iterable[Outline]) -> bytes:
    """An OPML 2.0 file with the folders nested as they were, and the class in `category`."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    places: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for outline in outlines:
        for depth in range(1, len(outline.folders) + 1):
            path = outline.folders[:depth]
            if path not in places:
                name = _clean(path[-1])
                places[path] = etree.SubElement(places[path[:-1]], "outline", text=name, title=name)
        name = _clean(outline.title)
        entry = etree.SubElement(places[outline.folders], "outline", type="rss", text=name, title=name)
        entry.set("xmlUrl", outline.address)
        if outline.source_class:
            entry.set("category", f"/listening/{outline.source_class}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
