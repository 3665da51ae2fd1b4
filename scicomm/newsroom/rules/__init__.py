"""Pure decisions of the newsroom: embargo, safe formulas, addresses; news value is in `leads`, signing in `reviews`."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from scicomm.newsroom.rules.leads import THRESHOLD, WEIGHTS, WEIGHTS_VERSION, PaperFacts, Reason, is_told, news_value

__all__ = [
    "MATHML",
    "THRESHOLD",
    "WEIGHTS",
    "WEIGHTS_VERSION",
    "PaperFacts",
    "Reason",
    "clean_slug",
    "cover_seed",
    "doi_in",
    "is_embargoed",
    "is_safe_mathml",
    "is_told",
    "news_value",
]

MATHML = "http://www.w3.org/1998/Math/MathML"
_MATH_TAGS = frozenset(
    [
        "math",
        "maction",
        "menclose",
        "merror",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
        "semantics",
    ]
)
_MATH_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnspacing",
        "dir",
        "display",
        "displaystyle",
        "fence",
        "form",
        "intent",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "width",
        "height",
        "depth",
        "alttext",
    ]
)


def is_safe_mathml(text: str) -> bool:
    """Whether a text is one <math> element of presentation MathML and nothing that could run or load anything."""
    if "<!" in text or "<?" in text:
        return False
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        return False
    if etree.QName(root).localname != "math":
        return False
    for element in root.iter():
        name = etree.QName(element)
        if name.namespace not in {None, MATHML} or name.localname not in _MATH_TAGS:
            return False
        if any(key not in _MATH_ATTRIBUTES for key in element.attrib):
            return False
    return True


def is_embargoed(embargo_until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether nobody outside may see a thing yet."""
    return embargo_until is not None and now < embargo_until


def cover_seed(doi: str, slug: str) -> str:
    """The seed of a story's drawn cover: the same paper draws the same picture for ever."""
    return doi or slug


def clean_slug(title_en: str, fallback: str) -> str:
    """A short address from an English title; the fallback where nothing Latin is left."""
    slug = re.sub(r"[^a-z0-9]+", "-", title_en.lower()).strip("-")[:60].strip("-")
    return slug or fallback


_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>？，。；、（）]+", re.IGNORECASE)


def doi_in(text: str) -> str:
    """The first DOI in a text or link, lower case, without what a sentence puts behind it; empty where there is none."""
    found = _DOI.search(text or "")
    return found[0].rstrip(".,;:)]}").lower() if found else ""
