"""What an article's own file says of people, references, dates and money, as a deposit package takes it; no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scicomm.journals.rules.crossref.parts import (
    DepositCitation,
    DepositFunder,
    DepositPerson,
    DepositPlace,
    DepositRelation,
)
from scicomm.journals.rules.crossref.references import TYPES
from scicomm.journals.rules.intake import AUTHOR_KINDS
from scicomm.journals.rules.jats.model.article import ParsedArticle
from scicomm.journals.rules.jats.model.dates import ArticleDate, PartialDate
from scicomm.journals.rules.jats.model.people import Affiliation, Contributor, PersonName
from scicomm.journals.rules.jats.model.text import Reference

HAN = re.compile(r"[\u3400-\u9fff]")
# JATS pub-type or date-type, and medium, on the left; the medium of a Crossref date on the right.
_MEDIA = {
    ("epub", ""): "online",
    ("epub-ppub", ""): "online",
    ("pub", "electronic"): "online",
    ("pub", "online"): "online",
    ("pub", ""): "online",
    ("ppub", ""): "print",
    ("pub", "print"): "print",
}
# related-article-type on the left; Crossref's relation and whether it is another form of the same work on the right.
_RELATIONS = {
    "translated-article": ("isTranslationOf", True),
    "original-article": ("isTranslationOf", True),
    "translation": ("hasTranslation", True),
    "preprint": ("hasPreprint", True),
    "commentary-article": ("isCommentOn", False),
    "commentary": ("hasComment", False),
    "letter": ("hasComment", False),
    "article-commented": ("isCommentOn", False),
    "reply-to": ("isReplyTo", False),
    "reply": ("hasReply", False),
    "peer-reviewed-article": ("isReviewOf", False),
    "reviewer-report": ("hasReview", False),
    "continues": ("continues", False),
    "continued-by": ("isContinuedBy", False),
    "companion": ("hasRelatedMaterial", False),
}
_YEAR = re.compile(r"\d{4}[a-z]?")


def people_of(parsed: ParsedArticle) -> tuple[DepositPerson, ...]:
    """Authors in order, then translators; members of a group stand for the group."""
    places = {one.key: one for one in parsed.affiliations}
    line = [one for one in parsed.contributors if one.kind in AUTHOR_KINDS and not one.member_of]
    helpers = [one for one in parsed.contributors if one.kind == "translator"]
    made = [_person(one, places, "author") for one in line] + [_person(one, places, "translator") for one in helpers]
    return tuple(one for one in made if one.family or one.other_names or one.group)


def _person(one: Contributor, places: dict[str, Affiliation], role: str) -> DepositPerson:
    chinese = next((name for name in one.names if HAN.search(name.display)), None)
    latin = next((name for name in one.names if not HAN.search(name.display)), None)
    main = latin or chinese
    known = tuple(_place(places[key]) for key in one.affiliations if key in places)
    if main is None:
        return DepositPerson(role=role, group=one.group_name, orcid=one.orcid, places=known)
    others = [name.display for name in (chinese,) if name is not None and name is not main]
    family, given = _split(main)
    if not family:
        others.insert(0, main.display)
    return DepositPerson(
        role=role,
        family=family,
        given=given,
        suffix=main.suffix,
        other_names=tuple(others),
        family_first=main.family_first or main is chinese,
        language="zh" if main is chinese else "",
        orcid=one.orcid,
        places=known,
    )


def _split(name: PersonName) -> tuple[str, str]:
    """Family and given name; a name that the file did not divide has neither and is given whole."""
    return (name.family, name.given) if name.family else ("", "")


def _place(place: Affiliation) -> DepositPlace:
    """English and Chinese names first, then every other language."""
    order = sorted(place.texts, key=lambda code: (code != "en", not code.startswith("zh"), code))
    names = tuple(dict.fromkeys(place.texts[code] for code in order if place.texts[code]))
    town = ", ".join(part for part in (place.city, place.country) if part)
    return DepositPlace(names=names or place.institutions[:1], ror=place.ror, place=town)


def citations_of(references: Iterable[Reference]) -> tuple[DepositCitation, ...]:
    """The references; the whole words stand in where no DOI tells which work is meant."""
    return tuple(
        DepositCitation(
            key=one.anchor,
            text="" if one.doi else one.text,
            kind=TYPES.get(one.kind, ""),
            doi=one.doi,
            article_title=one.title,
            container=one.source,
            author=one.authors[0] if one.authors else "",
            year=one.year if _YEAR.fullmatch(one.year) else "",
            volume=one.volume,
            issue=one.issue,
            first_page=one.first_page,
        )
        for one in references
    )


def dates_of(dates: Iterable[ArticleDate], published: PartialDate | None) -> dict[str, PartialDate]:
    """Publication dates by medium, each as precise as the file; empty when it names none."""
    found: dict[str, PartialDate] = {}
    for one in dates:
        medium = _MEDIA.get((one.kind, one.medium)) or _MEDIA.get((one.kind, ""))
        if medium and (medium not in found or found[medium].iso > one.date.iso):
            found[medium] = one.date
    if published and not found:
        found["online"] = published
    return found


def funders_of(parsed: ParsedArticle) -> tuple[DepositFunder, ...]:
    return tuple(DepositFunder(one.funder, one.funder_id, one.numbers) for one in parsed.awards)


def relations_of(parsed: ParsedArticle) -> tuple[DepositRelation, ...]:
    """Translations inside the file that have a DOI of their own, and the links to other works that are no notices."""
    found = [
        DepositRelation("hasTranslation", sub.doi, intra=True)
        for sub in parsed.sub_articles
        if sub.kind == "translation" and sub.doi
    ]
    for one in parsed.related:
        if one.doi and one.doi != parsed.doi and one.kind in _RELATIONS:
            kind, intra = _RELATIONS[one.kind]
            found.append(DepositRelation(kind, one.doi, intra=intra))
    return tuple(dict.fromkeys(found))
