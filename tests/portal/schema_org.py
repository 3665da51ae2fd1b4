"""A strict reader of the JSON-LD we write: only types and properties of schema.org, with values of the right kind."""

from __future__ import annotations

import re
from typing import Any

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
URL = re.compile(r"https?://[^\s<>\"]+")
_THING = {
    "name": "text",
    "url": "url",
    "sameAs": "url",
    "@id": "url",
    "identifier": "text|PropertyValue",
    "alternateName": "text",
}
_WORK = {
    **_THING, "headline": "text", "alternativeHeadline": "text", "inLanguage": "text", "datePublished": "date",
    "abstract": "words", "keywords": "text", "license": "url", "isAccessibleForFree": "bool", "version": "number", "image": "url",
    "about": "Thing|ScholarlyArticle", "author": "Person|Organization", "mainEntityOfPage": "url",
    "creativeWorkStatus": "text", "correction": "CorrectionComment", "funding": "MonetaryGrant", "encoding": "MediaObject",
    "publisher": "Organization", "text": "text", "isPartOf": "PublicationIssue|PublicationVolume|Periodical",
}  # fmt: skip
KNOWN: dict[str, dict[str, str]] = {
    "ScholarlyArticle": {**_WORK, "pageStart": "text", "pageEnd": "text", "pagination": "text"},
    "PublicationIssue": {**_WORK, "issueNumber": "text"},
    "PublicationVolume": {**_WORK, "volumeNumber": "text"},
    "Periodical": {**_WORK, "issn": "text"},
    "Person": {**_THING, "familyName": "text", "givenName": "text", "affiliation": "Organization"},
    "Organization": _THING,
    "Thing": _THING,
    "PropertyValue": {**_THING, "propertyID": "text", "value": "text"},
    "MonetaryGrant": {**_THING, "funder": "Organization"},
    "MediaObject": {**_WORK, "contentUrl": "url", "encodingFormat": "text"},
    "CorrectionComment": _WORK,
    "CreativeWork": _WORK,
    "Claim": {**_WORK, "appearance": "CreativeWork"},
    "Rating": {**_THING, "ratingValue": "number", "bestRating": "number", "worstRating": "number"},
    "ClaimReview": {
        **_WORK,
        "claimReviewed": "text",
        "itemReviewed": "Claim",
        "reviewRating": "Rating",
        "reviewBody": "text",
        "dateModified": "moment",
        "datePublished": "moment",
    },
    "Answer": {**_WORK, "datePublished": "moment"},
    "Question": {**_WORK, "answerCount": "number", "acceptedAnswer": "Answer"},
    "QAPage": {**_WORK, "mainEntity": "Question", "datePublished": "moment", "dateModified": "moment"},
    "FAQPage": {**_WORK, "mainEntity": "Question", "datePublished": "moment", "dateModified": "moment"},
    "Article": {
        **_WORK,
        "description": "text",
        "contributor": "Person",
        "citation": "text",
        "datePublished": "moment",
        "dateModified": "moment",
    },
}
NEEDED = {
    "ScholarlyArticle": {"headline", "@id"}, "Person": {"name"}, "Organization": {"name"}, "Periodical": {"name"},
    "ClaimReview": {"claimReviewed", "reviewRating", "url", "author", "datePublished"}, "Question": {"name", "acceptedAnswer"},
    "Rating": {"ratingValue", "bestRating", "worstRating", "alternateName"}, "Answer": {"text"}, "Article": {"headline"},
    "QAPage": {"mainEntity"}, "FAQPage": {"mainEntity"}, "PropertyValue": {"propertyID", "value"},
    "MediaObject": {"contentUrl", "encodingFormat"}, "MonetaryGrant": {"funder"},
}  # fmt: skip


def problems_in(data: dict[str, Any]) -> list[str]:
    """What is wrong with a whole block; empty for a good one."""
    found = [] if data.get("@context") == "https://schema.org" else ["no context"]
    node = {name: value for name, value in data.items() if name != "@context"}
    # An article that others speak of may be named by its address alone.
    return found + _node(node, "", reference=False)


def _node(node: dict[str, Any], path: str, *, reference: bool = True) -> list[str]:
    kind = str(node.get("@type", ""))
    known = KNOWN.get(kind)
    if known is None:
        return [f"{path}: {kind!r} is no type"]
    found = []
    if not (reference and "@id" in node and kind == "ScholarlyArticle"):
        found += [f"{path}/{kind}: no {name}" for name in NEEDED.get(kind, set()) - set(node)]
    for name, value in node.items():
        if name == "@type":
            continue
        if name not in known:
            found.append(f"{path}/{kind}: {name} is no property of it")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += _value(one, known[name], f"{path}/{kind}.{name}")
    return found


def _value(value: Any, kinds: str, path: str) -> list[str]:
    if isinstance(value, dict) and "@type" in value:
        wrong = [] if value["@type"] in kinds.split("|") else [f"{path}: {value['@type']} may not stand here"]
        return wrong + _node(value, path)
    if kinds == "words" and isinstance(value, dict):
        return [] if set(value) == {"@value", "@language"} and value["@value"] else [f"{path}: {value!r}"]
    checks = {
        "url": lambda: isinstance(value, str) and URL.fullmatch(value),
        "date": lambda: isinstance(value, str) and DATE.fullmatch(value),
        "moment": lambda: isinstance(value, str) and MOMENT.fullmatch(value),
        "bool": lambda: isinstance(value, bool),
        "number": lambda: isinstance(value, int),
        "text": lambda: isinstance(value, str) and value.strip() == value != "",
    }
    asked = [checks[kind] for kind in kinds.split("|") if kind in checks]
    return [] if any(check() for check in asked) else [f"{path}: {value!r} is no {kinds}"]
