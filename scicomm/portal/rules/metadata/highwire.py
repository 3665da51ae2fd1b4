"""Tags for reference managers and search engines: Highwire Press (citation_*), Dublin Core, OpenGraph.

Google Scholar reads one `citation_title` and one language, so the Highwire tags are those of the article's own language; the
title, abstract and keywords in the other one stand in Dublin Core with their language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scicomm.journals.rules.citations.work import one_line
from scicomm.portal.rules.metadata.described import Described, doi_url, orcid_url

MOST_REFERENCES = 300
Tag = tuple[str, str]


def highwire(described: Described) -> list[Tag]:
    """The citation_* tags in reading order; nothing empty."""
    work = described.work
    tags: list[Tag] = [("citation_title", work.marked_title)]
    for contributor in described.contributors:
        tags.append(("citation_author", contributor.author.inverted))
        tags += [("citation_author_institution", place.name) for place in contributor.places]
        if contributor.author.orcid:
            tags.append(("citation_author_orcid", orcid_url(contributor.author.orcid)))
    date = {"day": "%Y/%m/%d", "month": "%Y/%m"}.get(work.precision, "%Y")
    day = work.published_on.strftime(date) if work.published_on else ""
    tags += [
        ("citation_publication_date", day),
        ("citation_online_date", day if work.precision == "day" else ""),
        ("citation_journal_title", work.journal),
        ("citation_issn", work.issn),
        ("citation_issn", work.eissn),
        ("citation_publisher", work.publisher),
        ("citation_volume", work.volume),
        ("citation_issue", work.issue),
        ("citation_firstpage", work.first_page),
        ("citation_lastpage", work.last_page),
        ("citation_doi", work.doi),
        ("citation_language", _language(work.language)),
        ("citation_keywords", "; ".join(work.keywords)),
        ("citation_article_type", described.article_type),
        ("citation_abstract_html_url", described.page_url),
        ("citation_fulltext_html_url", described.page_url),
        ("citation_pdf_url", described.pdf_url),
        ("citation_xml_url", described.xml_url),
        ("citation_public_url", described.page_url),
    ]
    tags += [("citation_funding_source", _funding(award)) for award in described.awards]
    return [(name, text) for name, value in tags if (text := one_line(value))]


def reference_tags(references: Sequence[Mapping[str, Any]]) -> list[Tag]:
    """The citation_reference tags: one an entry, taken apart where the journal has done so."""
    found = (one_line(_reference(one)) for one in references[:MOST_REFERENCES])
    return [("citation_reference", text) for text in found if text]


def dublin_core(described: Described) -> list[tuple[str, str, str]]:
    """Name, value and language of what the Highwire tags leave out: the other language, rights and relations."""
    work = described.work
    own, other = ("zh-Hans", "en") if work.is_chinese else ("en", "zh-Hans")
    tags = [
        ("DC.title", work.marked_title, own),
        ("DC.title.alternative", work.marked_other_title, other),
        ("DC.identifier", doi_url(work.doi), ""),
        ("DC.type", "Text", ""),
        ("DC.rights", described.licence_url, ""),
        ("DC.description", work.abstract, own),
        ("DC.description", work.other_abstract, other),
        *(("DC.subject", word, own) for word in work.keywords),
        *(("DC.subject", word, other) for word in work.other_keywords),
        *(("DC.relation.isReferencedBy", doi_url(notice.doi), "") for notice in described.notices),
        ("DC.relation.references", doi_url(described.speaks_of) if described.speaks_of else "", ""),
    ]
    return [(name, text, lang) for name, value, lang in tags if (text := one_line(value))]


def open_graph(described: Described, *, title: str, description: str, locale: str) -> list[Tag]:
    """What is shown where somebody shares the page, in the language of the page (ogp.me, object type article)."""
    work = described.work
    other = "en_GB" if locale == "zh_CN" else "zh_CN"
    tags = [
        ("og:type", "article"),
        ("og:title", title),
        ("og:description", description),
        ("og:url", described.page_url),
        ("og:site_name", described.site_name),
        ("og:locale", locale),
        ("og:locale:alternate", other),
        ("og:image", described.image_url),
        ("article:published_time", work.published_on.isoformat() if work.published_on else ""),
        *(("article:tag", word) for word in work.keywords[:12]),
    ]
    return [(name, text) for name, value in tags if (text := one_line(value))]


def _language(code: str) -> str:
    return "zh" if code.startswith("zh") else code


def _pairs(values: Iterator[tuple[str, str]]) -> str:
    """``citation_title=…;citation_doi=…``: a semicolon inside a value would begin the next one."""
    return ";".join(f"{name}={text}" for name, value in values if (text := one_line(value).replace(";", ",")))


def _funding(award: Mapping[str, Any]) -> str:
    numbers = award.get("numbers") or ()
    pairs = [("citation_funder", award.get("funder", "")), ("citation_funder_id", award.get("funder_id", ""))]
    pairs += [("citation_grant_number", str(number)) for number in numbers]
    return _pairs(iter(pairs))


_NAMES = (
    ("citation_title", "title"),
    ("citation_journal_title", "source"),
    ("citation_publication_date", "year"),
    ("citation_doi", "doi"),
)


def _reference(one: Mapping[str, Any]) -> str:
    """What is known of an entry; where it was not taken apart, its whole text."""
    if not (one.get("title") and one.get("source")):
        text = str(one.get("text", ""))
        return f"{text};citation_doi={one['doi']}" if one.get("doi") and "citation_" not in text else text
    return _pairs((name, str(one[key])) for name, key in _NAMES if one.get(key))
