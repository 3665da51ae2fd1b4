"""The formats a record can be had in, and the record's own XML in each; where its values come from is in `queries/oai.py`.

JATS has no namespace, and the protocol takes none without one: `metadata` holds an element "of another namespace" (OAI-PMH.xsd,
`##other`). So the source is given in the namespace that PubMed Central's own server uses for JATS Archiving, which reads every
earlier version back to NLM 2.3; the article's `dtd-version` still says which one it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from scicomm.journals.rules.jats.entities import UnknownEntity, number_entities
from scicomm.journals.rules.jats.prolog import EncodingProblem, decode, scan_prolog, without_declaration
from scicomm.journals.rules.jats.source import with_prefixes
from scicomm.journals.rules.oai.xml import element, is_legal

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format: its prefix, its namespace, and where its schema is."""

    prefix: str
    namespace: str
    schema: str


OAI_DC = Format(
    "oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
)
JATS = Format(
    "jats",
    "https://jats.nlm.nih.gov/ns/archiving/1.4/",
    "https://jats.nlm.nih.gov/archiving/1.4/xsd/JATS-archivearticle1-4-mathml3.xsd",
)
FORMATS = {one.prefix: one for one in (OAI_DC, JATS)}

DcValue = tuple[str, str, str]
"""Element, language (may be empty), text."""

_DC_OPEN = (
    f'<oai_dc:dc xmlns:oai_dc="{OAI_DC.namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    f'xsi:schemaLocation="{OAI_DC.namespace} {OAI_DC.schema}">'
)
_DEFAULT_NAMESPACE = re.compile(r"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
_ROOT_NAME = re.compile(r"<[^\s/>]+")


def dublin_core(values: Iterable[DcValue]) -> str:
    """A record in oai_dc. Values that are empty are left out."""
    said = "".join(element(f"dc:{name}", text, xml_lang=language) for name, language, text in values if text)
    return f"{_DC_OPEN}{said}</oai_dc:dc>"


def jats_of(source: bytes) -> str | None:
    """A stored source as a record in JATS, or None when it cannot be made one.

    The source's own text is given, byte for byte but for four things: the XML declaration and the DOCTYPE cannot stand inside
    another document, named characters of the DTD become numbers, prefixes that the DTD would declare are declared, and the root
    element gets its namespace. What comes out is parsed once, because one bad record would break an answer of a hundred.
    """
    try:
        text = without_declaration(decode(source))
        prolog = scan_prolog(text)
        if prolog.declares or prolog.root_end <= prolog.root_start:
            return None
        text = number_entities(with_prefixes(text, prolog))
    except (EncodingProblem, UnknownEntity):
        return None
    given = _in_namespace(text)
    return given if given is not None and is_legal(given) and _stands_alone(given) else None


def _in_namespace(text: str) -> str | None:
    """The root element in our namespace for JATS; what stands before it (comments, blanks) is left out."""
    prolog = scan_prolog(text)
    tag = text[prolog.root_start : prolog.root_end]
    name = _ROOT_NAME.match(tag)
    if name is None:
        return None
    if ":" in name.group():
        return text[prolog.root_start :]
    rest = _DEFAULT_NAMESPACE.sub("", tag[name.end() :], count=1)
    added = f' xmlns="{JATS.namespace}"'
    if "schemaLocation" not in tag and ("xmlns:xsi" not in tag or XSI in tag):
        declared = "" if "xmlns:xsi" in tag else f' xmlns:xsi="{XSI}"'
        added += f'{declared} xsi:schemaLocation="{JATS.namespace} {JATS.schema}"'
    return name.group() + added + rest + text[prolog.root_end :]


def _stands_alone(text: str) -> bool:
    """Whether a text is one well-formed element that brings all its namespaces with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    # What follows the root element (a comment, a processing instruction) may stand in `metadata` too, but not a second element.
    return bool(etree.QName(root).namespace) and root.getprevious() is None and root.getnext() is None
