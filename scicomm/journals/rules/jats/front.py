"""What the front says about the article: identifiers, titles, abstracts, keywords, subjects, place in the journal."""

from __future__ import annotations

from typing import TypeVar

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.chinese import cn_number, is_classification
from scicomm.journals.rules.jats.clean import text_of
from scicomm.journals.rules.jats.identifiers import doi, issn
from scicomm.journals.rules.jats.model.article import JatsNote, Journal, SubjectGroup
from scicomm.journals.rules.jats.model.text import Abstract, RichText
from scicomm.journals.rules.jats.render import block_html, rich
from scicomm.journals.rules.jats.wording import (
    XML_LANG,
    all_text,
    first_text,
    language_of,
    language_tag,
    line_of,
    plain,
)

T = TypeVar("T")

# eLife calls its digest executive-summary, PLOS its author summary summary.
PLAIN_SUMMARIES = frozenset(
    [
        "plain-language-summary",
        "plain-language",
        "executive-summary",
        "summary",
        "author-summary",
        "lay-summary",
        "lay",
        "digest",
        "non-technical-summary",
    ]
)
_MEDIA = {
    "epub": "electronic",
    "electronic": "electronic",
    "online": "electronic",
    "ppub": "print",
    "print": "print",
    "issn-l": "linking",
}


def article_ids(meta: Element) -> dict[str, str]:
    """Identifiers by type (``doi`` normalised); of several of one type the first counts."""
    found: dict[str, str] = {}
    for element in meta.iterfind("article-id"):
        kind = element.get("pub-id-type") or "other"
        value = doi(all_text(element)) if kind == "doi" else all_text(element)
        if value:
            found.setdefault(kind, value)
    return found


def main_language(article: Element, meta: Element) -> str:
    """The language of the article: what it states, corrected by the writing of its title."""
    title = plain(meta.find("title-group/article-title"))
    return language_of(title, inherited=language_tag(article.get(XML_LANG)))


def _put(found: dict[str, T], text: str, value: T, *, stated: str, inherited: str) -> None:
    """File a value under its language; when that place is taken, the script of the text decides again."""
    language = language_of(text, stated=stated, inherited=inherited)
    if language in found:
        language = language_of(text, inherited="")
    found.setdefault(language, value)


def titles(meta: Element, language: str) -> tuple[dict[str, RichText], dict[str, str]]:
    """Titles and subtitles by language; zh/en pairs come from article-title and trans-title."""
    found: dict[str, RichText] = {}
    subtitles: dict[str, str] = {}
    group = meta.find("title-group")
    if group is None:
        return found, subtitles
    for element in group.iterfind("article-title"):
        if (title := rich(element)).text:
            stated = language_tag(element.get(XML_LANG))
            _put(found, title.text, title, stated=stated, inherited=language)
    for element in group.iterfind("subtitle"):
        if text := plain(element):
            _put(subtitles, text, text, stated=language_tag(element.get(XML_LANG)), inherited=language)
    for holder in [*group.iterfind("trans-title-group"), group]:
        outer = language_tag(holder.get(XML_LANG)) if holder is not group else ""
        _translated_titles(holder, outer, found, subtitles)
    return found, subtitles


def _translated_titles(holder: Element, outer: str, found: dict[str, RichText], subtitles: dict[str, str]) -> None:
    for element in holder.iterfind("trans-title"):
        if (title := rich(element)).text:
            stated = language_tag(element.get(XML_LANG)) or outer
            _put(found, title.text, title, stated=stated, inherited="")
    for element in holder.iterfind("trans-subtitle"):
        if text := plain(element):
            _put(subtitles, text, text, stated=language_tag(element.get(XML_LANG)) or outer, inherited="")


def abstracts(meta: Element, language: str) -> tuple[dict[str, Abstract], dict[str, Abstract], tuple[Abstract, ...]]:
    """Abstracts, plain-language summaries and all others (graphical, highlights, table of contents)."""
    usual: dict[str, Abstract] = {}
    summaries: dict[str, Abstract] = {}
    others: list[Abstract] = []
    for element in meta:
        if element.tag not in ("abstract", "trans-abstract"):
            continue
        stated = language_tag(element.get(XML_LANG))
        inherited = language if element.tag == "abstract" else ""
        title = element.find("title")
        html = block_html(element, level=3, skip=(title, element.find("label"), element.find("object-id")))
        text = text_of(html)
        kind = (element.get("abstract-type") or "").lower()
        place = language_of(text, stated=stated, inherited=inherited)
        abstract = Abstract(place, kind, plain(title), text, html)
        if not text and not html:
            continue
        if kind in PLAIN_SUMMARIES:
            summaries.setdefault(place, abstract)
        elif (kind and kind not in {"abstract", "structured", "section"}) or place in usual:
            others.append(abstract)
        else:
            usual[place] = abstract
    return usual, summaries, tuple(others)


def keywords(meta: Element, language: str) -> dict[str, tuple[str, ...]]:
    """Keywords by language; abbreviations and organism lists of the publisher are not keywords of the author."""
    found: dict[str, list[str]] = {}
    for group in meta.iterfind(".//kwd-group"):
        if (group.get("kwd-group-type") or "") in {"abbreviations", "research-organism"}:
            continue
        words = [text for one in group.iter("kwd", "compound-kwd") if (text := _keyword(one))]
        stated = language_tag(group.get(XML_LANG))
        place = language_of(" ".join(words), stated=stated, inherited=language)
        found.setdefault(place, []).extend(words)
    return {place: tuple(dict.fromkeys(words)) for place, words in found.items() if words}


def _keyword(element: Element) -> str:
    if element.tag == "compound-kwd":
        return " ".join(text for part in element if (text := plain(part)))
    return plain(element)


def subjects(meta: Element, language: str) -> tuple[SubjectGroup, ...]:
    """Every path of subjects from the widest to the narrowest."""
    found: list[SubjectGroup] = []
    for group in meta.iterfind("article-categories/subj-group"):
        if is_classification(group.get("subj-group-type") or ""):
            continue
        stated = language_tag(group.get(XML_LANG))
        _subject_paths(group, (), group.get("subj-group-type") or "", stated or language, found)
    return tuple(found)


def _subject_paths(group: Element, above: tuple[str, ...], kind: str, language: str, found: list[SubjectGroup]) -> None:
    names = [text for one in group if one.tag in ("subject", "compound-subject") and (text := plain(one))]
    deeper = group.findall("subj-group")
    for place, name in enumerate(names):
        if not (deeper and place == len(names) - 1):
            found.append(SubjectGroup(kind, (*above, name), language))
    for one in deeper:
        _subject_paths(one, (*above, *names[-1:]), kind, language, found)


def journal(article: Element, language: str) -> tuple[Journal, list[JatsNote]]:
    """The journal as named in ``journal-meta``; NLM 2.3 puts the title there without a group."""
    meta = article.find("front/journal-meta")
    if meta is None:
        return Journal({}), []
    names: dict[str, str] = {}
    for element in meta.iter("journal-title", "trans-title"):
        if text := plain(element):
            holder = element.getparent()
            outer = language_tag(holder.get(XML_LANG)) if holder is not None else ""
            stated = language_tag(element.get(XML_LANG)) or outer
            _put(names, text, text, stated=stated, inherited=language)
    numbers: dict[str, str] = {}
    notes: list[JatsNote] = []
    for element in meta.iter("issn", "issn-l"):
        stated_number = all_text(element)
        medium = element.get("publication-format") or element.get("pub-type") or element.tag
        if number := issn(stated_number):
            numbers.setdefault(_MEDIA.get(medium, ""), number)
        elif stated_number and not cn_number(meta):
            notes.append(JatsNote("issn-invalid", line_of(element), stated_number[:40]))
    short = [text for one in meta.iter("abbrev-journal-title") if (text := plain(one))]
    identifiers = {
        one.get("journal-id-type") or "": text for one in meta.iterfind("journal-id") if (text := all_text(one))
    }
    return (
        Journal(
            titles=names,
            abbreviations=tuple(dict.fromkeys(short)),
            issns=numbers,
            ids=identifiers,
            publisher=first_text(meta.iter("publisher-name")),
            publisher_place=first_text(meta.iter("publisher-loc")),
            cn_number=cn_number(meta),
        ),
        notes,
    )
