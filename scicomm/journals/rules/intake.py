"""From a parsed JATS article to the plain values our rows hold: pairs of languages, names, dates, places; no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scicomm.core.text import RICH_TAGS, clean_html
from scicomm.journals.rules.jats.clean import clean_html as clean_jats
from scicomm.journals.rules.jats.model.article import ParsedArticle
from scicomm.journals.rules.jats.model.dates import PartialDate
from scicomm.journals.rules.jats.model.people import Contributor, PersonName
from scicomm.journals.rules.jats.model.text import Abstract

INLINE_TAGS = {"sup", "sub", "i", "b", "em", "strong"}
BLOCK_TAGS = RICH_TAGS | INLINE_TAGS | {"h3", "h4", "h5", "section", "dl", "dt", "dd"}
# Kinds of contributors that stand in the line of authors; editors and members of groups are kept in the details.
AUTHOR_KINDS = frozenset({"author", "collab", "group", ""})
MEMBER_KIND = "collaborator"
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_DATES = ("pub", "epub", "collection", "ppub", "accepted", "rev-recd", "received")
# What a newer version that is silent on it keeps from the older one.
KEPT_WHEN_SILENT = (
    "title_zh",
    "title_en",
    "abstract_zh",
    "abstract_en",
    "summary_zh",
    "summary_en",
    "keywords_zh",
    "keywords_en",
    "body_html",
    "body_text",
    "references",
    "licence_url",
    "licence_text",
    "volume",
    "issue",
    "pages",
)


@dataclass(frozen=True, slots=True)
class AuthorValues:
    """One author as a row holds it, in the order of the source."""

    position: int
    name_zh: str
    name_en: str
    family_name_en: str
    given_name_en: str
    orcid: str
    affiliations: list[dict[str, Any]]
    is_corresponding: bool


def safe_inline(html: str) -> str:
    """A title's markup: sub, sup, i, b; formulas as the reader's own gate lets them through."""
    return clean_jats(html) if "<math" in html else clean_html(html, tags=INLINE_TAGS)


def safe_block(html: str) -> str:
    """An abstract's markup: paragraphs, lists, headings; formulas as the reader's own gate lets them through."""
    return clean_jats(html) if "<math" in html else clean_html(html, tags=BLOCK_TAGS)


def in_chinese(values: Mapping[str, Any]) -> Any:
    """The Chinese value, simplified before traditional; empty when there is none."""
    return values.get("zh") or values.get("zh-hant") or ""


def in_latin(values: Mapping[str, Any], main: str) -> Any:
    """The English value; where the source has neither Chinese nor English, the one of its main language."""
    if found := values.get("en"):
        return found
    return "" if in_chinese(values) else values.get(main) or next(iter(values.values()), "")


def article_values(parsed: ParsedArticle) -> dict[str, Any]:
    """The values of the article's own columns, `details` included; journal, subjects and authors are not among them."""
    main, titles = parsed.language, {key: _squeezed(text) for key, text in parsed.titles.items()}
    markup = {key: safe_inline(html) for key, html in parsed.titles_html.items()}
    published, _precision = published_on(parsed)
    return {
        "language": main[:10],
        "article_type": (parsed.article_type or "article")[:60],
        "title_zh": in_chinese(titles),
        "title_en": in_latin(titles, main),
        "title_html": markup.get(main) or next(iter(markup.values()), ""),
        **_worded("abstract", parsed.abstracts, main, as_html=True),
        **_worded("summary", parsed.plain_summaries, main, as_html=False),
        "keywords_zh": list(in_chinese(parsed.keywords) or ()),
        "keywords_en": list(in_latin(parsed.keywords, main) or ()),
        "published_on": published,
        "volume": parsed.volume[:20],
        "issue": parsed.issue[:20],
        "pages": pages(parsed)[:40],
        "licence_url": (parsed.licence.url if parsed.licence else "")[:300],
        "licence_text": parsed.licence.text if parsed.licence else "",
        "is_open_access": bool(parsed.licence and parsed.licence.is_open),
        "body_html": "\n".join(part for part in (parsed.body_html, parsed.back_html) if part),
        "body_text": parsed.body_text,
        "references": [_reference(one) for one in parsed.references],
        "details": details(parsed, markup),
    }


def _worded(name: str, texts: Mapping[str, Abstract], main: str, *, as_html: bool) -> dict[str, str]:
    shown = {key: safe_block(one.html) if as_html else one.text for key, one in texts.items()}
    return {f"{name}_zh": in_chinese(shown), f"{name}_en": in_latin(shown, main)}


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _reference(one: Any) -> dict[str, Any]:
    names = ("anchor", "label", "text", "html", "doi", "title", "year", "source", "url", "list_title")
    return {name: value for name in names if (value := getattr(one, name))}


def pages(parsed: ParsedArticle) -> str:
    """``101–110``, ``101`` or the article number."""
    if parsed.first_page and parsed.last_page and parsed.first_page != parsed.last_page:
        return f"{parsed.first_page}–{parsed.last_page}"
    return parsed.first_page or parsed.elocation


def published_on(parsed: ParsedArticle) -> tuple[dt.date | None, str]:
    """The day of publishing and how precise the source was (`day`, `month`, `year`, `other`, or empty).

    A date without day or month counts from its first day. Without a publishing date the latest other date stands in
    (`other`), then the year of the copyright; None when the source has none of them.
    """
    if parsed.published and (day := _day(parsed.published)):
        return day, parsed.published.precision
    for kind in _OTHER_DATES:
        for one in parsed.dates:
            if one.kind == kind and (day := _day(one.date)):
                return day, "other"
    year = re.search(r"\b(1[5-9]|20)\d\d\b", parsed.copyright.year)
    return (dt.date(int(year.group()), 1, 1), "other") if year else (None, "")


def _day(date: PartialDate) -> dt.date | None:
    try:
        return dt.date(date.year, date.month or 1, date.day or 1)
    except ValueError:
        return None


def details(parsed: ParsedArticle, markup: Mapping[str, str]) -> dict[str, Any]:
    """What the source says beyond the columns; nothing empty is kept."""
    found: dict[str, Any] = {
        "titles_html": {"zh": in_chinese(markup), "en": in_latin(markup, parsed.language)},
        "titles": {key: text for key, text in parsed.titles.items() if key not in ("zh", "en")},
        "subtitles": dict(parsed.subtitles),
        "abstracts": {
            key: safe_block(one.html) for key, one in parsed.abstracts.items() if key not in ("zh", "en", "zh-hant")
        },
        "ids": {key: value for key, value in parsed.ids.items() if key != "doi"},
        "jats_version": parsed.jats_version,
        "published": parsed.published.iso if parsed.published else "",
        "date_precision": published_on(parsed)[1],
        "received": parsed.received.iso if parsed.received else "",
        "accepted": parsed.accepted.iso if parsed.accepted else "",
        "licence": parsed.licence.code if parsed.licence else "",
        "copyright": parsed.copyright.statement,
        "awards": [asdict(award) for award in parsed.awards],
        "funding": parsed.funding_statement,
        "correspondence": list(parsed.correspondence),
        "editors": [one.display() for one in parsed.contributors if one.kind not in {*AUTHOR_KINDS, MEMBER_KIND}],
        "members": [one.display() for one in parsed.contributors if one.member_of or one.kind == MEMBER_KIND],
        "classification": dict(parsed.classification),
        "headings": [list(group.path) for group in parsed.subjects],
        "notes": [asdict(note) for note in parsed.notes],
        "translations": _translations(parsed),
        "contributions": contributions(parsed),
    }
    return {key: value for key, value in found.items() if value}


def _translations(parsed: ParsedArticle) -> list[dict[str, str]]:
    """Full texts in other languages and letters that the file holds inside itself; their HTML is sanitised."""
    return [
        {
            "kind": sub.kind,
            "language": sub.language,
            "title": sub.title.text,
            "doi": sub.doi,
            "html": "\n".join(part for part in (sub.full_text.body_html, sub.full_text.back_html) if part),
        }
        for sub in parsed.sub_articles
        if sub.full_text.body_html or sub.full_text.back_html or sub.title.text
    ]


def authors(parsed: ParsedArticle) -> list[AuthorValues]:
    """The line of authors; members of a group stand in the details, the group itself in the line."""
    places = {one.key: one for one in parsed.affiliations}
    line = [one for one in parsed.contributors if one.kind in AUTHOR_KINDS and not one.member_of]
    return [
        AuthorValues(
            position=number,
            **_names(one),
            orcid=one.orcid,
            affiliations=[_place(places[key]) for key in one.affiliations if key in places],
            is_corresponding=one.corresponding,
        )
        for number, one in enumerate(line, 1)
    ]


def _place(place: Any) -> dict[str, Any]:
    found = {"texts": dict(place.texts), "ror": place.ror, "country": place.country_code}
    return {key: value for key, value in found.items() if value}


def _names(one: Contributor) -> dict[str, str]:
    chinese = next((name for name in one.names if _HAN.search(name.display)), None)
    latin = next((name for name in one.names if not _HAN.search(name.display)), None)
    group = one.group_name if not one.names else ""
    found = {
        "name_zh": chinese.display if chinese else group if _HAN.search(group) else "",
        "name_en": _latin_name(latin) if latin else "" if _HAN.search(group) else group,
        "family_name_en": latin.family if latin else "",
        "given_name_en": latin.given if latin else "",
    }
    limits = {"name_zh": 120, "name_en": 200, "family_name_en": 120, "given_name_en": 120}
    return {key: value[: limits[key]] for key, value in found.items()}


def _latin_name(name: PersonName) -> str:
    return _squeezed(name.display)


def headings(parsed: ParsedArticle) -> list[str]:
    """Every step of every heading group, for the table of disciplines; taxonomies of organisms are left out."""
    return [step for group in parsed.subjects if "taxonomy" not in group.kind.lower() for step in group.path]


def keywords(parsed: ParsedArticle) -> list[str]:
    return [word for words in parsed.keywords.values() for word in words]


def contributions(parsed: ParsedArticle) -> list[dict[str, Any]]:
    """Who did what: each author with the roles the source names (CRediT terms or the journal's own words)."""
    line = [one for one in parsed.contributors if one.kind in AUTHOR_KINDS and not one.member_of]
    return [
        {"position": number, "roles": roles}
        for number, one in enumerate(line, 1)
        if (roles := list(dict.fromkeys(role.text for role in one.roles if role.text)))
    ]
