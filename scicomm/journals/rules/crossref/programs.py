"""Programs of a package: funding, licence, Crossmark updates, relations between works."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.parts import DepositArticle, DepositRelation
from scicomm.journals.rules.crossref.people import element
from scicomm.journals.rules.crossref.wording import ACCESS, FUNDING, RELATIONS, clean

_ADDRESS = re.compile(r"https?://[^\s]{3,}")
_DOI = re.compile(r"10\.[0-9]{4,9}/.{1,200}")


def add_programs(parent: Element, article: DepositArticle) -> None:
    """Crossmark with funding and licence inside it where the account has a policy; else both by themselves."""
    if not _DOI.fullmatch(article.crossmark_policy):
        _funding(parent, article)
        _access(parent, article)
        return
    mark = element(parent, "crossmark")
    element(mark, "crossmark_version", "1")
    element(mark, "crossmark_policy", article.crossmark_policy)
    if article.crossmark_domain:
        element(element(element(mark, "crossmark_domains"), "crossmark_domain"), "domain", article.crossmark_domain)
        element(mark, "crossmark_domain_exclusive", "false")
    if article.updates:
        updates = element(mark, "updates")
        for one in article.updates:
            element(updates, "update", one.doi, type=one.kind, date=one.date)
    holder = element(mark, "custom_metadata")
    _funding(holder, article)
    _access(holder, article)
    if not len(holder):
        mark.remove(holder)


def _funding(parent: Element, article: DepositArticle) -> None:
    """Each funder with its awards is a group, so that an award is never taken for another funder's."""
    known = [one for one in article.funders if clean(one.name) or one.awards]
    if not known:
        return
    program = etree.SubElement(parent, f"{{{FUNDING}}}program", {"name": "fundref"})
    for one in known:
        group = _assertion(program, "fundgroup")
        if clean(one.name):
            name = _assertion(group, "funder_name", one.name)
            if _ADDRESS.fullmatch(one.identifier):
                _assertion(name, "funder_identifier", one.identifier)
        for award in one.awards:
            if clean(award):
                _assertion(group, "award_number", award)


def _assertion(parent: Element, name: str, text: str = "") -> Element:
    made = etree.SubElement(parent, f"{{{FUNDING}}}assertion", {"name": name})
    if text:
        made.text = clean(text)
    return made


def _access(parent: Element, article: DepositArticle) -> None:
    """The licence, from the day of publishing where that day is known; and that the article is free to read."""
    licence = article.licence if _ADDRESS.fullmatch(article.licence) else ""
    if not (licence or article.open_access):
        return
    program = etree.SubElement(parent, f"{{{ACCESS}}}program", {"name": "AccessIndicators"})
    if article.open_access:
        etree.SubElement(program, f"{{{ACCESS}}}free_to_read")
    if licence:
        start = min((date.iso for date in article.dates.values() if date.precision == "day"), default="")
        for scope in ("vor", "tdm") if article.open_access else ("vor",):
            row = etree.SubElement(program, f"{{{ACCESS}}}license_ref", {"applies_to": scope})
            row.text = licence
            if start:
                row.set("start_date", start)


def add_relations(parent: Element, article: DepositArticle) -> None:
    """Links to other works. A notice that Crossmark does not carry is at least related to what it speaks of."""
    relations = list(article.relations)
    if not _DOI.fullmatch(article.crossmark_policy):
        relations += [DepositRelation("isRelatedMaterial", one.doi) for one in article.updates]
    known = [one for one in dict.fromkeys(relations) if one.identifier_type != "doi" or _DOI.fullmatch(one.identifier)]
    if not known:
        return
    program = etree.SubElement(parent, f"{{{RELATIONS}}}program", {"name": "relations"})
    for one in known:
        item = etree.SubElement(program, f"{{{RELATIONS}}}related_item")
        attributes = {"relationship-type": one.kind, "identifier-type": one.identifier_type}
        name = "intra_work_relation" if one.intra else "inter_work_relation"
        etree.SubElement(item, f"{{{RELATIONS}}}{name}", attributes).text = clean(one.identifier)
