"""Text and markup of a package: clean strings, face markup of titles, JATS of abstracts, MathML that is always valid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy

import lxml.html
from lxml import etree
from lxml.etree import _Element as Element

CROSSREF = "http://www.crossref.org/schema/5.4.0"
JATS = "http://www.ncbi.nlm.nih.gov/JATS1"
MATHML = "http://www.w3.org/1998/Math/MathML"
ACCESS = "http://www.crossref.org/AccessIndicators.xsd"
FUNDING = "http://www.crossref.org/fundref.xsd"
RELATIONS = "http://www.crossref.org/relations.xsd"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# XML 1.0 knows no control characters, and lone surrogates are no characters at all.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Face markup of titles: HTML on the left, Crossref on the right.
FACES = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "sup": "sup", "sub": "sub", "tt": "tt", "code": "tt"}
# The same faces in an abstract are JATS.
JATS_FACES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "sup": "sup",
    "sub": "sub",
    "tt": "monospace",
    "code": "monospace",
}
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "dt", "dd"})
_BLOCKS = frozenset({"p", "section", "div", "ul", "ol", "dl", "blockquote", *_HEADINGS, *_ITEMS})
# How many children an element of presentation MathML must have; others take any number.
_ARITY = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_ROWS = frozenset({"math", "mrow", "msqrt", "mstyle", "merror", "mpadded", "mphantom", "mtd", "menclose"})
_VARIANTS = frozenset(
    {"normal", "bold", "italic", "bold-italic", "double-struck", "script", "fraktur", "sans-serif", "monospace"}
)


def clean(text: str) -> str:
    """Text as XML can hold it, on one line."""
    return " ".join(_NOT_XML.sub("", text).split())


def cut(text: str, most: int) -> str:
    """Text of at most so many characters, ended at a word where there is one."""
    text = clean(text)
    if len(text) <= most:
        return text
    head = text[:most]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;，；、")


def parsed(html: str) -> Element | None:
    """An HTML fragment as a tree below one element; None when there is nothing in it."""
    kept = _NOT_XML.sub("", html)
    if not kept.strip():
        return None
    return lxml.html.fragment_fromstring(kept, create_parent="div")


def add_faces(parent: Element, html: str) -> None:
    """The words of inline HTML into an element, with the faces and formulas that Crossref's titles may have."""
    tree = parsed(html)
    if tree is not None:
        _inline(parent, tree, CROSSREF, FACES)
        trim(parent)


def trim(element: Element) -> None:
    """No blanks at the beginning or the end of an element's words."""
    element.text = (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip()
    else:
        element.text = element.text.rstrip()


def add_text(parent: Element, words: str | None) -> None:
    """Append words after whatever stands in the element."""
    words = re.sub(r"\s+", " ", words or "")
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def _inline(parent: Element, source: Element, namespace: str, faces: dict[str, str]) -> None:
    add_text(parent, source.text)
    for child in source:
        name = child.tag if isinstance(child.tag, str) else ""
        if name == "math":
            _formula(parent, child)
        elif name in faces:
            face = etree.SubElement(parent, f"{{{namespace}}}{faces[name]}")
            _inline(face, child, namespace, faces)
            if not (face.text or len(face)):
                parent.remove(face)
        elif name:
            _inline(parent, child, namespace, faces)
        add_text(parent, child.tail)


def _formula(parent: Element, source: Element) -> None:
    """A formula as MathML where every part of it is sure to be valid, else as its plain text."""
    made = _math(source)
    if made is not None:
        parent.append(made)
    else:
        add_text(parent, "".join(str(part) for part in source.itertext()))


def _math(source: Element) -> Element | None:
    name = str(source.tag)
    children = [child for child in source if isinstance(child.tag, str)]
    if not _math_fits(name, children):
        return None
    made = etree.Element(f"{{{MATHML}}}{name}", nsmap={"mml": MATHML})
    if (variant := source.get("mathvariant")) in _VARIANTS and name in _TOKENS:
        made.set("mathvariant", str(variant))
    if name in _TOKENS:
        made.text = clean("".join(str(part) for part in source.itertext()))
        return made
    for child in children:
        inner = _math(child)
        if inner is None:
            return None
        made.append(inner)
    return made


def _math_fits(name: str, children: list[Element]) -> bool:
    if name in _TOKENS or name == "mspace":
        return name in _TOKENS or not children
    if name in _ARITY:
        return len(children) == _ARITY[name]
    if name in ("mtable", "mtr"):
        inner = "mtr" if name == "mtable" else "mtd"
        return bool(children) and all(child.tag == inner for child in children)
    return name in _ROWS and all(child.tag not in ("mtr", "mtd") for child in children)


def jats_abstract(html: str, language: str, kind: str) -> Element | None:
    """An abstract of block HTML as a JATS abstract: titles, paragraphs, sections; None when it has no words."""
    tree = parsed(html)
    if tree is None:
        return None
    abstract = etree.Element(f"{{{JATS}}}abstract", nsmap={"jats": JATS})
    if kind:
        abstract.set("abstract-type", kind)
    if language:
        abstract.set(XML_LANG, language)
    _sections(abstract, list(_flat(tree)))
    return abstract if len(abstract) else None


def _flat(tree: Element) -> Iterator[tuple[str, Element]]:
    """The blocks in reading order: `("title", …)` and `("p", …)`; loose words become a paragraph of their own."""
    loose = lxml.html.Element("p")
    loose.text = tree.text
    for child in tree:
        name = child.tag if isinstance(child.tag, str) else ""
        if name and name not in _BLOCKS:
            loose.append(_alone(child))
            continue
        yield from _said(loose)
        loose = lxml.html.Element("p")
        loose.text = child.tail
        if name in _HEADINGS:
            yield "title", child
        elif name == "p" or (name and not any(inner.tag in _BLOCKS for inner in child.iterdescendants())):
            yield from _said(child)
        elif name:
            yield from _flat(child)
    yield from _said(loose)


def _said(block: Element) -> Iterator[tuple[str, Element]]:
    if "".join(str(part) for part in block.itertext()).strip():
        yield "p", block


def _alone(child: Element) -> Element:
    """A copy with its tail, so that the tree it comes from stays whole."""
    tail, made = child.tail, copy(child)
    made.tail = tail
    return made


def _sections(abstract: Element, blocks: list[tuple[str, Element]]) -> None:
    """Every heading opens a section; one without a paragraph becomes a paragraph itself, for JATS wants words there."""
    place = abstract
    for number, (kind, block) in enumerate(blocks):
        heads = kind == "title" and number + 1 < len(blocks) and blocks[number + 1][0] == "p"
        if heads:
            place = etree.SubElement(abstract, f"{{{JATS}}}sec")
        made = etree.SubElement(place, f"{{{JATS}}}{'title' if heads else 'p'}")
        _inline(made, block, JATS, JATS_FACES)
        trim(made)
