"""Writes a deposit package: articles grouped by journal and issue, in the order of elements that schema 5.4.0 asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.parts import DepositArticle, DepositJournal, Depositor, DepositTitle
from scicomm.journals.rules.crossref.people import add_people, element
from scicomm.journals.rules.crossref.programs import add_programs, add_relations
from scicomm.journals.rules.crossref.references import add_references
from scicomm.journals.rules.crossref.wording import (
    ACCESS,
    CROSSREF,
    FUNDING,
    JATS,
    MATHML,
    RELATIONS,
    add_faces,
    cut,
    jats_abstract,
)
from scicomm.journals.rules.jats.model.dates import PartialDate

VERSION = "5.4.0"
# Prefixes of the namespaces; Crossref's own is the default one.
NAMESPACES: Any = {
    None: CROSSREF,
    "jats": JATS,
    "fr": FUNDING,
    "ai": ACCESS,
    "rel": RELATIONS,
    "mml": MATHML,
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_SCHEMA = f"{CROSSREF} https://www.crossref.org/schemas/crossref{VERSION}.xsd"
# ISO 639-1: the codes that Crossref's languages share with ours.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu "
)
_LANGUAGES = frozenset(_CODES.split())


def language_code(code: str) -> str:
    """`zh` of `zh-hant`; empty where Crossref has no such language."""
    short = code.split("-")[0].lower()
    return short if short in _LANGUAGES else ""


def build_package(articles: Sequence[DepositArticle], depositor: Depositor, *, batch_id: str, timestamp: int) -> bytes:
    """The package as UTF-8 XML.

    `timestamp` is the version of every record in it: it must be higher than in any earlier deposit of the same DOIs.
    Articles of one journal issue share a journal element; their order within it stays.
    """
    root = etree.Element(f"{{{CROSSREF}}}doi_batch", nsmap=NAMESPACES)
    root.set("version", VERSION)
    root.set(_LOCATION, _SCHEMA)
    head = element(root, "head")
    element(head, "doi_batch_id", batch_id)
    element(head, "timestamp", str(timestamp))
    who = element(head, "depositor")
    element(who, "depositor_name", cut(depositor.name, 130))
    element(who, "email_address", depositor.email)
    element(head, "registrant", cut(depositor.registrant, 255))
    add_body(root, articles)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)


def add_body(root: Element, articles: Iterable[DepositArticle]) -> None:
    """The journals with their articles."""
    body = element(root, "body")
    ordered = sorted(articles, key=lambda one: one.issue_key)
    for _key, group in groupby(ordered, key=lambda one: one.issue_key):
        members = list(group)
        journal = element(body, "journal")
        _journal(journal, members[0].journal)
        _issue(journal, members[0])
        for article in members:
            _article(journal, article)


def _journal(parent: Element, journal: DepositJournal) -> None:
    attributes = {"language": code} if (code := language_code(journal.language)) else {}
    made = element(parent, "journal_metadata", **attributes)
    for title in list(dict.fromkeys([journal.title, *journal.other_titles]))[:10]:
        if title:
            element(made, "full_title", cut(title, 255))
    for short in journal.abbreviations[:10]:
        element(made, "abbrev_title", cut(short, 150))
    for number, medium in ((journal.issn_print, "print"), (journal.issn_electronic, "electronic")):
        if number:
            element(made, "issn", number, media_type=medium)


def _issue(parent: Element, article: DepositArticle) -> None:
    """Volume and issue, with the year of the articles in it; nothing where an article has neither."""
    if not (article.volume or article.issue):
        return
    made = element(parent, "journal_issue")
    for medium, date in article.dates.items():
        _date(made, "publication_date", PartialDate(date.year), medium)
    if article.volume:
        element(element(made, "journal_volume"), "volume", cut(article.volume, 32))
    if article.issue:
        element(made, "issue", cut(article.issue, 32))


def _date(parent: Element, name: str, date: PartialDate, medium: str) -> None:
    """A date as precise as it is known: no first of January is made up."""
    made = element(parent, name, media_type=medium)
    if date.month:
        element(made, "month", f"{date.month:02d}")
        if date.day:
            element(made, "day", f"{date.day:02d}")
    element(made, "year", f"{date.year:04d}")


def _article(parent: Element, article: DepositArticle) -> None:
    attributes = {"publication_type": "full_text"}
    if code := language_code(article.language):
        attributes["language"] = code
    made = element(parent, "journal_article", **attributes)
    _titles(made, article)
    add_people(made, article.people)
    for one in article.abstracts:
        abstract = jats_abstract(one.html, one.language, one.kind)
        if abstract is not None:
            made.append(abstract)
    for medium, date in article.dates.items():
        _date(made, "publication_date", date, medium)
    if article.accepted:
        _date(made, "acceptance_date", article.accepted, "online")
    _place(made, article)
    add_programs(made, article)
    add_relations(made, article)
    if article.archives:
        archives = element(made, "archive_locations")
        for name in article.archives:
            element(archives, "archive", name=name)
    _doi(made, article)
    add_references(made, article.citations)


def _titles(parent: Element, article: DepositArticle) -> None:
    """English first where there is one; the title in the article's own language stands with it as the original.

    Where the article's own language is the first title's, every other one is a `titles` of its own.
    """
    own = language_code(article.language)
    titles = sorted(
        article.titles, key=lambda one: (language_code(one.language) != "en", one.language != article.language)
    )
    if not titles:
        return
    first, rest = titles[0], titles[1:]
    made = element(parent, "titles")
    _title(made, "title", first)
    if language_code(first.language) != own:
        original = next((one for one in rest if language_code(one.language) == own), None)
        if original:
            _title(made, "original_language_title", original)
            rest = [one for one in rest if one is not original]
    for one in rest[:19]:
        _title(element(parent, "titles"), "title", one)


def _title(parent: Element, name: str, title: DepositTitle) -> None:
    attributes = {}
    if name == "original_language_title" and (code := language_code(title.language)):
        attributes["language"] = code
    add_faces(element(parent, name, **attributes), title.html)
    if title.subtitle:
        add_faces(element(parent, "subtitle"), title.subtitle)


def _place(parent: Element, article: DepositArticle) -> None:
    """Pages, or the number that articles without pages have."""
    if article.first_page:
        pages = element(parent, "pages")
        element(pages, "first_page", cut(article.first_page, 32))
        if article.last_page:
            element(pages, "last_page", cut(article.last_page, 32))
    if not (article.number or article.publisher_ids):
        return
    item = element(parent, "publisher_item")
    if article.number:
        element(item, "item_number", cut(article.number, 32), item_number_type="article_number")
    for kind, value in article.publisher_ids.items():
        element(item, "identifier", cut(value, 255), id_type=kind)


def _doi(parent: Element, article: DepositArticle) -> None:
    """The DOI, where it leads, and the files that may be mined."""
    data = element(parent, "doi_data")
    element(data, "doi", article.doi)
    element(data, "resource", article.address)
    if article.files:
        collection = element(data, "collection", property="text-mining")
        for media_type, address in article.files.items():
            item = element(collection, "item")
            element(item, "resource", address, mime_type=media_type)
