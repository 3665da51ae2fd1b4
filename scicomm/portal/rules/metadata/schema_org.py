"""The article as schema.org JSON-LD: ScholarlyArticle in PublicationIssue in PublicationVolume in Periodical (schema.org 29)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scicomm.portal.rules.metadata.described import Contributor, Described, doi_url, orcid_url

Node = dict[str, Any]
_STATUS = {"retracted": "Retracted", "concern": "Expression of concern", "corrected": "Corrected"}
_MOST_AUTHORS = 200


def schema_org(described: Described) -> Node:
    """The article. Nothing empty is named; `correction` and `creativeWorkStatus` say what happened to it."""
    work = described.work
    other = "en" if work.is_chinese else "zh-Hans"
    data: Node = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "@id": doi_url(work.doi),
        "url": described.page_url,
        "mainEntityOfPage": described.page_url,
        "headline": work.marked_title,
        "name": work.marked_title,
        "alternativeHeadline": work.marked_other_title,
        "inLanguage": _language(work.language),
        "author": [_person(one) for one in described.contributors[:_MOST_AUTHORS]],
        "datePublished": _date(described),
        "isPartOf": _part_of(described),
        "pageStart": work.first_page if not work.article_number else "",
        "pageEnd": work.last_page,
        "pagination": work.page_range("-"),
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": work.doi, "url": doi_url(work.doi)},
        "sameAs": doi_url(work.doi),
        "abstract": [text for text in (_in(work.abstract, work.language), _in(work.other_abstract, other)) if text],
        "keywords": [*work.keywords, *work.other_keywords],
        "about": _about(described),
        "license": described.licence_url,
        "isAccessibleForFree": described.is_open,
        "version": described.version,
        "funding": [grant for award in described.awards for grant in _grants(award)],
        "encoding": [
            {"@type": "MediaObject", "contentUrl": item.url, "encodingFormat": item.media_type}
            for item in described.items
        ],
        "image": described.image_url,
        "creativeWorkStatus": _STATUS.get(work.state, ""),
        "correction": [_correction(one) for one in described.notices],
    }
    return _full(data)


def _full(data: Node) -> Node:
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def _language(code: str) -> str:
    return "zh-Hans" if code.startswith("zh") else code


def _in(text: str, language: str) -> Any:
    """A text with its language."""
    return {"@value": text, "@language": _language(language)} if text else None


def _date(described: Described) -> str:
    """As much of the date as is known: ``2026-05-17``, ``2026-05``, ``2026``."""
    day = described.work.published_on
    if day is None:
        return ""
    return day.isoformat()[: {"day": 10, "month": 7}.get(described.work.precision, 4)]


def _person(one: Contributor) -> Node:
    author = one.author
    kind = "Organization" if author.whole and not author.orcid and len(author.whole) > _LONG else "Person"
    places = [_full({"@type": "Organization", "name": place.name, "sameAs": place.ror}) for place in one.places]
    person = {
        "@type": kind,
        "@id": orcid_url(author.orcid) if author.orcid else "",
        "name": author.display,
        "familyName": author.family if kind == "Person" else "",
        "givenName": author.given if kind == "Person" else "",
        "affiliation": places if kind == "Person" else [],
    }
    return _full(person)


# A name in one piece that is longer than any Chinese name is a group's.
_LONG = 6


def _part_of(described: Described) -> Node:
    """The journal, inside of volume and issue where the article has them."""
    work = described.work
    part = _full(
        {
            "@type": "Periodical",
            "@id": described.journal_url,
            "url": described.journal_url,
            "name": work.journal,
            "alternateName": work.other_journal,
            "issn": [issn for issn in (work.issn, work.eissn) if issn],
            "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
        }
    )
    if work.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": work.volume, "isPartOf": part}
    if work.issue:
        part = _full(
            {"@type": "PublicationIssue", "issueNumber": work.issue, "url": described.issue_url, "isPartOf": part}
        )
    return part


def _about(described: Described) -> list[Node]:
    found: list[Node] = [{"@type": "Thing", "name": name} for name in described.subjects]
    if described.speaks_of:
        found.append(
            {"@type": "ScholarlyArticle", "@id": doi_url(described.speaks_of), "url": doi_url(described.speaks_of)}
        )
    return found


def _grants(award: Mapping[str, Any]) -> list[Node]:
    """One grant a number; a funder without numbers is a grant without one."""
    funder = _full(
        {"@type": "Organization", "name": str(award.get("funder", "")), "identifier": str(award.get("funder_id", ""))}
    )
    if "name" not in funder:
        return []
    numbers = [str(number) for number in award.get("numbers") or ()] or [""]
    return [_full({"@type": "MonetaryGrant", "identifier": number, "funder": funder}) for number in numbers]


def _correction(one: Any) -> Node:
    return _full(
        {
            "@type": "CorrectionComment",
            "url": one.url,
            "text": one.title,
            "datePublished": one.day,
            "sameAs": doi_url(one.doi),
        }
    )
