"""The pre-flight checks of a story, run over its newest revision: what stands against it, with the answers already given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scicomm.assets.models import Asset
from scicomm.assets.queries import use_problems
from scicomm.core.text import plain
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier, FindingAnswer, LinkAnswer, StoryPage
from scicomm.newsroom.queries.finding_words import words_for
from scicomm.newsroom.queries.profiles import newest_text
from scicomm.newsroom.queries.story_texts import html_of, passages_of, pictures_of
from scicomm.newsroom.rules.checks import (
    Finding,
    Named,
    Passage,
    Severity,
    Shape,
    claim_findings,
    link_findings,
    links_in,
    name_findings,
    number_findings,
    picture_findings,
    readability_findings,
    structure_findings,
)
from scicomm.newsroom.rules.checks.vocabulary import is_common_in, words_in
from scicomm.organisation.models import Person, Unit


@dataclass(frozen=True)
class Told:
    """A finding in the reader's words, and the answer given to it, if any."""

    finding: Finding
    words: str
    answer: FindingAnswer | None = None

    @property
    def blocks(self) -> bool:
        """Whether the story may not go into review because of it."""
        return self.finding.severity == Severity.ERROR and self.answer is None


def findings_of(dossier: Dossier) -> list[Finding]:
    """Everything the checks find in the newest revision, errors first, in the order of the text. A dozen queries at most."""
    draft = newest_text(dossier.story)
    passages = passages_of(draft)
    moment = max(timezone.now(), dossier.embargo_until or timezone.now())
    named = _names(dossier)
    findings = [
        *structure_findings(passages, _shape(dossier, draft, moment)),
        *_against_paper(dossier, passages),
        *name_findings(passages, named),
        *_pictures(draft, moment),
        *_links(draft),
        *_reading(dossier, passages, named),
    ]
    places = {passage.block: place for place, passage in enumerate(passages)}
    unique = {(found.key, found.block): found for found in findings}
    return sorted(
        unique.values(), key=lambda found: (found.severity != Severity.ERROR, places.get(found.block, len(places)))
    )


def told_of(dossier: Dossier) -> list[Told]:
    """The findings in words, with their answers."""
    answers = {answer.key: answer for answer in dossier.finding_answers.select_related("answered_by__person")}
    return [Told(found, words_for(found), answers.get(found.key)) for found in findings_of(dossier)]


def blocking(dossier: Dossier) -> list[Told]:
    """The errors nobody has mended or answered."""
    return [told for told in told_of(dossier) if told.blocks]


def _shape(dossier: Dossier, draft: StoryPage, moment: dt.datetime) -> Shape:
    article = dossier.article
    kinds = frozenset(child.block_type for child in draft.body)
    if article is None:
        return Shape(kinds=kinds)
    with translation.override(dossier.language):
        source = _("Source: %(title)s, %(journal)s, DOI %(doi)s") % {
            "title": article.title,
            "journal": article.journal.title,
            "doi": article.doi,
        }
    return Shape(
        doi=article.doi,
        source_line=source,
        paper_comes_out=article.published_on if dossier.published_at is None else None,
        released_from=timezone.localtime(moment),
        kinds=kinds,
    )


def _against_paper(dossier: Dossier, passages: list[Passage]) -> list[Finding]:
    article = dossier.article
    if article is None:
        return []
    ours, other = _abstracts(article, dossier.language)
    whole = " ".join([article.title_zh, article.title_en, ours, other, article.body_text])
    # What names the source is no claim of the story's.
    text = [passage for passage in passages if article.doi.lower() not in passage.text.lower()]
    return [
        *claim_findings(text, ours or other, other if ours else ""),
        *number_findings(text, whole, whole_paper=bool(article.body_text)),
    ]


def _abstracts(article: Article, language: str) -> tuple[str, str]:
    pair = plain(article.abstract_zh), plain(article.abstract_en)
    return (pair[1], pair[0]) if language == "en" else pair


def _names(dossier: Dossier) -> Named:
    units: list[str] = []
    for names in Unit.objects.values_list("name_zh", "name_en"):
        units += [name for name in names if name]
    people = Person.objects.filter(dossiers=dossier)
    if dossier.article_id:
        people = (people | Person.objects.filter(authorships__article=dossier.article_id)).distinct()
    return Named(tuple(units), tuple(name for person in people for name in (person.name_zh, person.name_en) if name))


def _pictures(draft: StoryPage, moment: dt.datetime) -> list[Finding]:
    used = pictures_of(draft)
    if not used:
        return []
    assets = list(Asset.objects.filter(image__in={image.pk for image, _picture in used}))
    problems = use_problems(assets, moment)
    by_image = {
        asset.image_id: tuple(problem.words for problem in problems.get(asset.pk, []))
        for asset in assets
        if asset.image_id is not None
    }
    return picture_findings([picture for _image, picture in pictures_of(draft, by_image)])


_RESOLVER = "https://doi.org/"


def links_of(draft: StoryPage) -> list[tuple[str, str]]:
    """The links of a revision with the blocks they stand in; DOIs of papers in the house are known, and not asked."""
    found = [(block, link) for block, html in html_of(draft) for link in links_in(html)]
    dois = {link.removeprefix(_RESOLVER).lower() for _block, link in found if link.startswith(_RESOLVER)}
    ours = set(Article.objects.filter(doi__in=dois).values_list("doi", flat=True)) if dois else set()
    return [(block, link) for block, link in found if link.removeprefix(_RESOLVER).lower() not in ours]


def _links(draft: StoryPage) -> list[Finding]:
    places = links_of(draft)
    answers = dict(LinkAnswer.objects.filter(link__in={link for _block, link in places}).values_list("link", "status"))
    return link_findings(places, answers)


def _reading(dossier: Dossier, passages: list[Passage], named: Named) -> list[Finding]:
    article = dossier.article
    keywords = [*article.keywords_zh, *article.keywords_en] if article else []
    explained = [
        passage.text.split("\n")[0] for passage in passages if passage.kind in {"term", "glossary", "glossary_term"}
    ]
    text = [passage for passage in passages if article is None or article.doi.lower() not in passage.text.lower()]
    return readability_findings(
        text,
        dossier.language,
        is_common=is_common_in(dossier.language, [str(keyword) for keyword in keywords]),
        words_of=words_in,
        explained=[*named.units, *named.people, *explained],
    )
