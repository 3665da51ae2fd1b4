"""Writing XMP: properties set or taken out of a packet, all others kept as they stand; large packets split for JPEG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from scicomm.assets.rules.metadata.blocks import Malformed
from scicomm.assets.rules.metadata.jpeg import MOST_MAIN_PACKET, guid_of
from scicomm.assets.rules.metadata.xmp import NAMESPACES, RDF, XML, Value, X, descriptions, name_of, tree

# Ordered lists of the standards; all other lists have no order.
_ORDERED = {
    "dc:creator",
    "dc:date",
    "plus:CopyrightOwner",
    "plus:ImageCreator",
    "plus:ImageSupplier",
    "plus:Licensor",
    "Iptc4xmpExt:AOCreator",
    "Iptc4xmpExt:AOCreatorId",
    "Iptc4xmpExt:rbVertices",
}
_GPS = ("exif:GPS",)


def opened(packets: Iterable[bytes]) -> etree._Element:
    """A packet to write in: the first one that can be read, with the properties of further ones; else a new one."""
    root: etree._Element | None = None
    for packet in packets:
        try:
            found = tree(packet)
        except Malformed:
            continue
        if not descriptions(found):
            continue
        if root is None:
            root = found
        else:
            frame = descriptions(root)[0].getparent()
            for one in descriptions(found):
                if frame is not None:
                    frame.append(one)
    return root if root is not None else _empty()


def _empty() -> etree._Element:
    root = etree.Element(f"{{{X}}}xmpmeta", nsmap={"x": X})
    frame = etree.SubElement(root, f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    etree.SubElement(frame, f"{{{RDF}}}Description").set(f"{{{RDF}}}about", "")
    return root


def take_out(root: etree._Element, names: Iterable[str]) -> None:
    """Take properties out of a packet, however they are written."""
    wanted = set(names)
    for one in descriptions(root):
        for tag in [str(tag) for tag in one.attrib if name_of(str(tag), one) in wanted]:
            del one.attrib[tag]
        for child in list(one):
            if isinstance(child.tag, str) and name_of(child.tag, child) in wanted:
                one.remove(child)


def take_out_gps(root: etree._Element) -> None:
    """Take out every exact place, also inside structures; names of places stay."""
    for one in list(root.iter()):
        if not isinstance(one.tag, str):
            continue
        for tag in [str(tag) for tag in one.attrib if name_of(str(tag), one).startswith(_GPS)]:
            del one.attrib[tag]
        parent = one.getparent()
        if parent is not None and name_of(one.tag, one).startswith(_GPS):
            parent.remove(one)


def put(root: etree._Element, properties: Mapping[str, Value]) -> None:
    """Set properties; an empty value takes one out."""
    take_out(root, properties)
    holder = descriptions(root)[0]
    for name, value in properties.items():
        if value:
            _write(holder, name, value)


def _tag(name: str) -> str | None:
    prefix, _colon, local = name.rpartition(":")
    uri = NAMESPACES.get(prefix) or (prefix if "/" in prefix else None)
    return f"{{{uri}}}{local}" if uri else None


def _write(holder: etree._Element, name: str, value: Value) -> None:
    tag = _tag(name)
    if tag is None:
        return
    prefix = name.rpartition(":")[0]
    space = {prefix: NAMESPACES[prefix]} if prefix in NAMESPACES else None
    _fill(etree.SubElement(holder, tag, nsmap=space), value, ordered=name in _ORDERED)


def _fill(element: etree._Element, value: Value, *, ordered: bool = False) -> None:
    if isinstance(value, str):
        element.text = "".join(letter for letter in value if letter.isprintable() or letter in "\n\t")
    elif isinstance(value, list):
        container = etree.SubElement(element, f"{{{RDF}}}{'Seq' if ordered else 'Bag'}")
        for one in value:
            _fill(etree.SubElement(container, f"{{{RDF}}}li"), one)
    elif any(":" in key for key in value):
        element.set(f"{{{RDF}}}parseType", "Resource")
        for key, one in value.items():
            _write(element, key, one)
    else:
        container = etree.SubElement(element, f"{{{RDF}}}Alt")
        for language, one in sorted(value.items(), key=lambda pair: pair[0] != "x-default"):
            item = etree.SubElement(container, f"{{{RDF}}}li")
            item.set(f"{{{XML}}}lang", language)
            _fill(item, one)


def written(root: etree._Element) -> bytes:
    """The packet as bytes, in its wrapper."""
    body = etree.tostring(root, encoding="utf-8")
    return b"<?xpacket begin='\xef\xbb\xbf' id='W5M0MpCehiHzreSzNTczkc9d'?>\n" + body + b"\n<?xpacket end='w'?>"


def for_jpeg(root: etree._Element) -> tuple[bytes, ...]:
    """The packet for a JPEG: what does not fit one segment goes, largest first, into an extension that the first part names."""
    take_out(root, ["xmpNote:HasExtendedXMP"])
    whole = written(root)
    if len(whole) <= MOST_MAIN_PACKET:
        return (whole,)
    more = _empty()
    holder = descriptions(more)[0]
    children = [child for one in descriptions(root) for child in one if isinstance(child.tag, str)]
    for child in sorted(children, key=lambda child: -len(etree.tostring(child))):
        holder.append(child)
        if len(written(root)) < MOST_MAIN_PACKET - 200:
            break
    extension = etree.tostring(more, encoding="utf-8")
    put(root, {"xmpNote:HasExtendedXMP": guid_of(extension)})
    return (written(root), extension)
