"""From bytes to a safe element tree: limits, encoding, entities, parser; the meaning of elements is not known here."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.entities import UnknownEntity, number_entities
from scicomm.journals.rules.jats.prolog import EncodingProblem, Prolog, decode, scan_prolog, without_declaration
from scicomm.journals.rules.jats.refusal import JatsReason, JatsRefused

MAX_BYTES = 50 * 1024 * 1024
# Sections, lists, tables and formulas of real articles reach about 40; HTML is written by recursion below this.
MAX_DEPTH = 120

# The JATS DTDs fix these prefixes, so a file made with a DTD need not declare them.
_PREFIXES = {
    "xlink": "http://www.w3.org/1999/xlink",
    "mml": "http://www.w3.org/1998/Math/MathML",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "ali": "http://www.niso.org/schemas/ali/1.0/",
    "oasis": "http://www.niso.org/standards/z39-96/ns/oasis-exchange/table",
    "xi": "http://www.w3.org/2001/XInclude",
}
_FOREIGN = frozenset(_PREFIXES.values())
_TOO_DEEP = etree.XPath("(/*" + "/*" * MAX_DEPTH + ")[1]")
_VERSION = re.compile(r"DTD v([0-9][0-9a-z.]*)")


@dataclass(frozen=True, slots=True)
class SafeTree:
    """A parsed document: JATS elements carry no namespace, comments and processing instructions are gone."""

    root: Element
    version: str


def read_bytes(path: Path, *, max_bytes: int, name: str) -> bytes:
    """The file's bytes; a file above ``max_bytes`` is refused by its size, before any of it is read."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise JatsRefused(name, 0, JatsReason.UNREADABLE, detail="not a regular file")
        size = state.st_size
        if size > max_bytes:
            raise JatsRefused(name, 0, JatsReason.TOO_LARGE, size=size, limit=max_bytes)
        with path.open("rb", buffering=0) as stream:
            data = stream.read(size) or b""
            # A file that grows meanwhile is read on, up to one byte more than is taken.
            while len(data) <= max_bytes and (more := stream.read(min(65_536, max_bytes + 1 - len(data)))):
                data += more
            return data
    except OSError as error:
        raise JatsRefused(name, 0, JatsReason.UNREADABLE, detail=error.strerror or type(error).__name__) from error


def parse(data: bytes, *, name: str, max_bytes: int = MAX_BYTES) -> SafeTree:
    """Parse without DTD, network, entities or XInclude. Raises JatsRefused with the line."""
    if len(data) > max_bytes:
        raise JatsRefused(name, 0, JatsReason.TOO_LARGE, size=len(data), limit=max_bytes)
    if not data.strip():
        raise JatsRefused(name, 1, JatsReason.EMPTY)
    text = _decoded(data, name)
    prolog = scan_prolog(text)
    if prolog.declares:
        line = text.count("\n", 0, prolog.declares_at) + 1
        raise JatsRefused(name, line, JatsReason.ENTITY_DECLARED, detail=prolog.declares)
    root = _parsed(text, prolog, name)
    deepest = _TOO_DEEP(root)
    if isinstance(deepest, list) and deepest:
        line = getattr(deepest[0], "sourceline", 0) or 0
        raise JatsRefused(name, line, JatsReason.TOO_DEEP, limit=MAX_DEPTH)
    drop_namespace(root)
    found = _VERSION.search(prolog.public_id)
    return SafeTree(root, root.get("dtd-version") or (found.group(1) if found else ""))


def _decoded(data: bytes, name: str) -> str:
    try:
        return without_declaration(decode(data))
    except EncodingProblem as problem:
        reason = JatsReason.ENCODING_WRONG if problem.known else JatsReason.ENCODING_UNKNOWN
        raise JatsRefused(name, problem.line, reason, encoding=problem.encoding) from None


def with_prefixes(text: str, prolog: Prolog) -> str:
    """Text without DOCTYPE (its line breaks stay, so lines still count) and with the prefixes the DTD would fix."""
    tag = text[prolog.root_start : prolog.root_end]
    return _without_doctype(
        text,
        prolog,
        "".join(
            f' xmlns:{prefix}="{uri}"'
            for prefix, uri in _PREFIXES.items()
            if prolog.root_end > prolog.root_start and f"xmlns:{prefix}" not in tag and f"{prefix}:" in text
        ),
    )


def _without_doctype(text: str, prolog: Prolog, added: str = "") -> str:
    if prolog.doctype_end == prolog.doctype_start and not added:
        return text
    breaks = "\n" * text.count("\n", prolog.doctype_start, prolog.doctype_end)
    return (
        text[: prolog.doctype_start]
        + breaks
        + text[prolog.doctype_end : prolog.root_end]
        + added
        + text[prolog.root_end :]
    )


def _parsed(text: str, prolog: Prolog, name: str) -> Element:
    """The root. Most files declare their prefixes; the others are given them when the parser misses one."""
    plain = _numbered(_without_doctype(text, prolog), name)
    try:
        return _tree(plain)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) != etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE:
            raise _syntax_refusal(error, plain, name) from None
    text = _numbered(with_prefixes(text, prolog), name)
    try:
        return _tree(text)
    except etree.XMLSyntaxError as error:
        raise _syntax_refusal(error, text, name) from None


def _numbered(text: str, name: str) -> str:
    try:
        return number_entities(text)
    except UnknownEntity as error:
        line = text.count("\n", 0, error.offset) + 1
        raise JatsRefused(name, line, JatsReason.ENTITY_UNKNOWN, detail=error.name) from None


def _tree(text: str) -> Element:
    # A parser of its own for each file: lxml parsers keep an error log and are not shared between threads.
    parser = etree.XMLParser(
        encoding="utf-8",
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)


def _syntax_refusal(error: etree.XMLSyntaxError, text: str, name: str) -> JatsRefused:
    line = max(1, error.lineno or 1)
    detail = re.sub(r", line \d+, column \d+.*$", "", error.msg or "")
    if "xcessive depth" in detail:
        return JatsRefused(name, line, JatsReason.TOO_DEEP, limit=MAX_DEPTH)
    last = text.rstrip().count("\n") + 1
    early = ("Premature end", "EndTag: '</' not found", "Couldn't find end", "not terminated", "Start tag expected")
    if line >= last and (any(words in detail for words in early[:-1]) or not text.rstrip().endswith(">")):
        return JatsRefused(name, line, JatsReason.XML_TRUNCATED, detail=detail, column=error.position[1])
    return JatsRefused(name, line, JatsReason.XML_BROKEN, detail=detail, column=error.position[1])


def drop_namespace(root: Element) -> Element:
    """JATS 1.4 and some archives put all elements in a namespace; below, names are compared without it."""
    if not root.tag.startswith("{"):
        return root
    uri = root.tag[1:].partition("}")[0]
    if uri in _FOREIGN:
        return root
    skip = len(uri) + 2
    for element in root.iter("{" + uri + "}*"):
        element.tag = element.tag[skip:]
    return root
