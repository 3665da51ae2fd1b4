"""XMP packets (ISO 16684-1) as plain values: text, lists, language alternatives and structures.

A language alternative is a dict by language (`x-default`, `en`), a structure a dict by qualified name (`plus:LicensorURL`): a
colon in the keys tells them apart. Entities are not expanded, no document type is accepted, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from scicomm.assets.rules.metadata.blocks import MOST_BLOCK, MOST_PARTS, Malformed

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
Values = dict[str, Value]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
X = "adobe:ns:meta/"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "stRef": "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "dcterms": "http://purl.org/dc/terms/",
}
PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_DEEPEST = 24
_CONTAINERS = {f"{{{RDF}}}{name}" for name in ("Bag", "Seq", "Alt")}
_LI, _DESCRIPTION, _VALUE = f"{{{RDF}}}li", f"{{{RDF}}}Description", f"{{{RDF}}}value"


def tree(packet: bytes) -> etree._Element:
    """The root of a packet, read with every door shut."""
    packet = packet.strip(b"\0 \r\n\t")
    if len(packet) > MOST_BLOCK:
        raise Malformed("an XMP packet is too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(packet, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("an XMP packet is not well-formed") from error
    if b"<!DOCTYPE" in packet[:4096].upper() or root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("an XMP packet declares a document type")
    return root


def descriptions(root: etree._Element) -> list[etree._Element]:
    """The rdf:Description elements that hold the properties."""
    frame = root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")
    return [] if frame is None else [one for one in frame if isinstance(one.tag, str)]


def values(packet: bytes) -> Values:
    """The properties of a packet by qualified name."""
    root = tree(packet)
    if sum(1 for _each in root.iter()) > MOST_PARTS:
        raise Malformed("an XMP packet has too many parts")
    read: Values = {}
    toolkit = root.get(f"{{{X}}}xmptk")
    if toolkit:
        read["x:xmptk"] = toolkit
    for one in descriptions(root):
        read |= _struct(one, 0)
    return read


def name_of(tag: str, element: etree._Element | None = None) -> str:
    """The qualified name of an element or attribute, with the prefix everybody uses for its namespace."""
    if not tag.startswith("{"):
        return tag
    uri, _brace, local = tag[1:].partition("}")
    prefix = PREFIXES.get(uri)
    if prefix is None and element is not None:
        prefix = next((str(known) for known, space in element.nsmap.items() if space == uri and known), None)
    return f"{prefix or uri}:{local}"


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Properties that stand as attributes; RDF's and XML's own are no properties."""
    for tag, text in element.attrib.items():
        name = str(tag)
        if name.startswith("{") and not name.startswith((f"{{{RDF}}}", f"{{{XML}}}")):
            yield name_of(name, element), str(text)


def _struct(element: etree._Element, depth: int) -> Values:
    read: Values = dict(_attributes(element))
    for child in element:
        if isinstance(child.tag, str) and not child.tag.startswith(f"{{{RDF}}}"):
            read[name_of(child.tag, child)] = _value(child, depth + 1)
    return read


def _value(element: etree._Element, depth: int) -> Value:
    """The value of a property or list item, in each of the forms RDF allows it to be written."""
    if depth > _DEEPEST:
        raise Malformed("an XMP packet is nested too deeply")
    children = [child for child in element if isinstance(child.tag, str)]
    if len(children) == 1 and children[0].tag in _CONTAINERS:
        return _container(children[0], depth)
    if element.get(f"{{{RDF}}}resource") is not None:
        return str(element.get(f"{{{RDF}}}resource"))
    if len(children) == 1 and children[0].tag == _DESCRIPTION:
        return _described(children[0], depth)
    if children or element.get(f"{{{RDF}}}parseType") == "Resource" or any(_attributes(element)):
        return _described(element, depth)
    return (element.text or "").strip() if depth == 0 else element.text or ""


def _described(element: etree._Element, depth: int) -> Value:
    """A structure; or a plain value with qualifiers, which are left out."""
    plain = element.find(_VALUE)
    if plain is not None:
        return _value(plain, depth + 1)
    return dict(_struct(element, depth))


def _container(element: etree._Element, depth: int) -> Value:
    items = [child for child in element if child.tag == _LI]
    languages = [child.get(f"{{{XML}}}lang") for child in items]
    if element.tag.endswith("}Alt") and items and all(languages):
        return {str(language): _value(child, depth + 1) for language, child in zip(languages, items, strict=True)}
    return [_value(child, depth + 1) for child in items]


def texts(value: Value | None) -> list[str]:
    """All texts in a value, in order; of a language alternative the default first."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [text for key in sorted(value, key=lambda key: key != "x-default") for text in texts(value[key])]


def by_language(value: Value | None) -> dict[str, str]:
    """A language alternative as language -> text; plain text stands as the default."""
    if isinstance(value, Mapping) and not any(":" in key for key in value):
        return {key: text for key, text in value.items() if isinstance(text, str) and text.strip()}
    found = texts(value)
    return {"x-default": found[0]} if found else {}
