"""Checks what is about to be deposited, before it is sent: plain questions first, then the form of the written package.

The form is checked against our own schema (`xsd/`), which allows only what we write and is at least as narrow as Crossref's
5.4.0; beside it against the official schemas where a folder with them is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, cast

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.parts import DepositArticle
from scicomm.journals.rules.crossref.people import is_name, name_part
from scicomm.journals.rules.crossref.reasons import DepositReason, Remark
from scicomm.journals.rules.crossref.wording import CROSSREF, parsed

OWN_SCHEMA = Path(__file__).parent / "xsd" / "crossref.xsd"
OFFICIAL = "crossref5.4.0.xsd"
MOST_VIOLATIONS = 20
_DOI = re.compile(r"10\.[0-9]{4,9}/.{1,200}")
_ADDRESS = re.compile(r"https?://[^\s/]+\.?[^\s]*")
_NAMESPACE = re.compile(r"\{[^}]*\}")
# Parts of libxml2's names of schema errors, in the order of asking.
_KINDS = {
    "MAXLENGTH": DepositReason.FORM_LONG,
    "MINLENGTH": DepositReason.FORM_SHORT,
    "ELEMENT_CONTENT": DepositReason.FORM_PLACE,
    "COMPLEX_TYPE": DepositReason.FORM_PLACE,
    "PATTERN": DepositReason.FORM_VALUE,
    "ENUMERATION": DepositReason.FORM_VALUE,
    "DATATYPE": DepositReason.FORM_VALUE,
    "MININCLUSIVE": DepositReason.FORM_VALUE,
    "MAXINCLUSIVE": DepositReason.FORM_VALUE,
}


def problems(article: DepositArticle, prefixes: Sequence[str]) -> list[Remark]:
    """What stands against depositing this article, and what is worth knowing; empty when all is well."""
    return list(_problems(article, prefixes))


def _problems(article: DepositArticle, prefixes: Sequence[str]) -> Iterator[Remark]:
    if not any(_words(title.html) for title in article.titles):
        yield Remark(DepositReason.NO_TITLE)
    if not article.journal.title.strip():
        yield Remark(DepositReason.NO_JOURNAL_TITLE)
    if not (article.journal.issn_print or article.journal.issn_electronic):
        yield Remark(DepositReason.NO_ISSN)
    if not _DOI.fullmatch(article.doi):
        yield Remark(DepositReason.DOI_FORM, {"value": article.doi[:100]})
    elif prefixes and article.prefix not in prefixes:
        yield Remark(DepositReason.NOT_OUR_PREFIX, {"value": article.prefix, "known": ", ".join(prefixes)})
    if not _ADDRESS.fullmatch(article.address):
        yield Remark(DepositReason.ADDRESS_FORM, {"value": article.address[:200]})
    for date in article.dates.values():
        if not 1400 <= date.year <= 2200:
            yield Remark(DepositReason.YEAR_RANGE, {"value": str(date.year)})
    yield from _names(article)
    if article.updates and not article.crossmark_policy:
        yield Remark(DepositReason.NO_POLICY)


def _names(article: DepositArticle) -> Iterator[Remark]:
    for number, person in enumerate(article.people, 1):
        parts = [person.family, person.given] if person.family else list(person.other_names[:1])
        for part in parts:
            if part and not is_name(name_part(part)):
                yield Remark(DepositReason.NAME_FORM, {"number": str(number), "value": part[:60]})


def _words(html: str) -> str:
    tree = parsed(html)
    return "" if tree is None else "".join(str(part) for part in tree.itertext()).strip()


def form_problems(package: bytes, official: str = "") -> dict[str, list[Remark]]:
    """What is wrong with the form of a package, by DOI (empty: head or journal), each with its field in words.

    `official` is a folder that holds Crossref's own schemas; they are asked too where it is given.
    """
    tree = etree.fromstring(package, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    found: dict[str, list[Remark]] = {}
    for schema in (own_schema(), *([official_schema(official)] if official else [])):
        if schema.validate(tree):
            continue
        for error in islice(iter(cast(Any, schema.error_log)), MOST_VIOLATIONS):
            place = _place(tree, str(error.path or ""))
            remark = _form_remark(place, error.type_name, error.message)
            known = found.setdefault(_doi_of(place), [])
            if remark not in known:
                known.append(remark)
    return found


def _place(tree: Element, path: str) -> Element | None:
    """The element that an error speaks of; namespaces are in the path by prefix, the default one by `*`."""
    spaces = {prefix: uri for prefix, uri in tree.nsmap.items() if prefix}
    try:
        nodes = tree.xpath(path, namespaces=spaces) if path else []
    except etree.XPathError:
        return None
    return nodes[0] if isinstance(nodes, list) and nodes and isinstance(nodes[0], etree._Element) else None


def _doi_of(place: Element | None) -> str:
    while place is not None and etree.QName(place).localname != "journal_article":
        place = place.getparent()
    if place is None:
        return ""
    found = place.find(f"{{{CROSSREF}}}doi_data/{{{CROSSREF}}}doi")
    return (found.text or "") if found is not None else ""


def _form_remark(place: Element | None, kind: str, message: str) -> Remark:
    """What a validator found, by its kind, so that it can be said in the reader's language."""
    name = etree.QName(place).localname if place is not None else "?"
    value = " ".join("".join(str(part) for part in place.itertext()).split())[:80] if place is not None else ""
    reason = next((code for part, code in _KINDS.items() if part in kind), DepositReason.SCHEMA)
    detail = _NAMESPACE.sub("", message)[:300].rstrip(".")
    return Remark(reason, {"field": name, "value": value, "detail": detail})


@cache
def own_schema() -> etree.XMLSchema:
    """Our own schema, read once a process."""
    return etree.XMLSchema(etree.parse(OWN_SCHEMA))


class _Folder(etree.Resolver):
    """Finds every schema that another names in one folder, whatever address it is named by; the network is never asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.files = {path.name: path for path in sorted(folder.rglob("*.xsd"), reverse=True)}

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
        name = system_url.rsplit("/", 1)[-1]
        if name in self.files:
            return self.resolve_filename(str(self.files[name]), context)  # type: ignore[attr-defined]
        # A schema that is imported and not needed for journal articles may be absent.
        empty = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.crossref.org/{0}"/>'
        return self.resolve_string(empty.format(name), context, base_url=None)


@cache
def official_schema(folder: str) -> etree.XMLSchema:
    """Crossref's own schema from a folder, read once a process; that takes some seconds.

    Raises OSError or lxml's XMLSchemaParseError where the folder does not hold it whole.
    """
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Folder(Path(folder)))
    return etree.XMLSchema(etree.parse(Path(folder) / OFFICIAL, parser))
