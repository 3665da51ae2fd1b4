"""Reads for the pages of stories: the lists, one story with all that stands around it, what was corrected or taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from scicomm.core.text import plain
from scicomm.newsroom.enums import Verdict
from scicomm.newsroom.models import Dossier, SignOff, StoryPage
from scicomm.newsroom.queries import public_stories
from scicomm.organisation.models import Person
from scicomm.portal.queries.cards import (
    HTML_LANGUAGE,
    ExpertCard,
    PaperLine,
    StoryCard,
    day_words,
    expert_card,
    for_cards,
    paper_line,
    short_cards,
    story_card,
    story_cards,
)
from scicomm.portal.queries.frame import language, outside, page_address
from scicomm.portal.queries.generation import remembered

NEXT_STORIES = 3


def listed_stories(code: str = "") -> QuerySet[StoryPage]:
    """Public stories in the reader's language (or another), newest first, ready for cards."""
    return for_cards(public_stories(code or language()))


def newest_cards(most: int) -> list[StoryCard]:
    """The newest stories in the reader's language; where they are too few, those that exist only in the other one."""
    own = list(listed_stories()[:most])
    if len(own) < most:
        other = "zh-hans" if language() == "en" else "en"
        twins = public_stories(language()).values("translation_key")
        own += list(listed_stories(other).exclude(translation_key__in=twins)[: most - len(own)])
    return story_cards(own)


def find_story(unit_slug: str, story_slug: str, root: str) -> StoryPage | None:
    """The story at an address, public or not, with what its page shows of it. One query."""
    if not root:
        return None
    return (
        StoryPage.objects.filter(url_path=f"{root}{unit_slug}/{story_slug}/")
        .select_related("dossier__unit", "dossier__article__journal", "dossier__author__person", "cover_image")
        .prefetch_related(
            "dossier__article__subjects", "dossier__article__authors", "dossier__experts", "cover_image__renditions"
        )
        .defer(*(f"dossier__article__{name}" for name in ("body_html", "body_text", "references", "details")))
        .first()
    )


def is_public(story: StoryPage) -> bool:
    """Whether anyone may read a story now. The same test as `Dossier.objects.public()`, on a row already read."""
    dossier = story.dossier
    return bool(story.live and dossier.published_at and not dossier.withdrawn_at)


@dataclass(frozen=True, slots=True)
class StoryView:
    """All that a story's page shows beside its body."""

    card: StoryCard
    writer: str
    reviewers: str
    checked_by: str
    date: str
    paper: PaperLine | None
    experts: list[ExpertCard]
    twin: dict[str, str] | None
    nexts: list[StoryCard]
    corrected: str
    correction_note: str
    subject: str


def _reviewers(dossier: Dossier) -> str:
    """The names of those who signed the revision that is public, in the order of their steps."""
    parts = ("family_name_zh", "given_name_zh", "family_name_en", "given_name_en")
    signed = (
        SignOff.objects.filter(dossier=dossier, revision_id=dossier.story.live_revision_id, verdict=Verdict.APPROVED)
        .order_by("pk")
        .values_list("reviewer__username", *(f"reviewer__person__{part}" for part in parts))
    )
    names = [
        Person(**dict(zip(parts, person, strict=True))).name if person[2] else username for username, *person in signed
    ]
    return _(", ").join(dict.fromkeys(names))


def _twin(story: StoryPage) -> dict[str, str] | None:
    """The same story in the other language, where the public may read it."""
    found = (
        public_stories("")
        .filter(translation_key=story.translation_key)
        .exclude(pk=story.pk)
        .values_list("url_path", "dossier__language")
        .first()
    )
    if found is None:
        return None
    english = found[1] == "en"
    return {
        "url": page_address(found[0]),
        "lang": HTML_LANGUAGE.get(found[1], ""),
        "label": "Read in English" if english else "阅读中文",
        "short": "EN" if english else "中文",
    }


def _nexts(story: StoryPage) -> list[StoryCard]:
    """Three to read on: of the same subjects or unit first, else the newest. Two or three queries, without the bodies."""
    dossier = story.dossier
    near = Q(dossier__unit=dossier.unit_id)
    if dossier.article:
        near |= Q(dossier__article__subjects__in=[subject.pk for subject in dossier.article.subjects.all()])
    others = public_stories(dossier.language).exclude(pk=story.pk).select_related(None)
    found = short_cards(others.filter(near).distinct(), NEXT_STORIES)
    return found if len(found) == NEXT_STORIES else short_cards(others, NEXT_STORIES)


def story_view(story: StoryPage, *, preview: bool = False) -> StoryView:
    """What the page of a story shows. The story comes from `find_story` or from Wagtail, as a preview too."""
    dossier = story.dossier
    article = dossier.article
    experts = list(dossier.experts.all())
    author = dossier.author
    subjects = list(article.subjects.all()) if article else []
    return StoryView(
        card=story_card(story, width=1600),
        writer=author.get_full_name() if author else "",
        reviewers="" if preview else _reviewers(dossier),
        checked_by=_(", ").join(person.name for person in experts[:2]),
        date=day_words(dossier.published_at, always_year=True),
        paper=paper_line(article) if article else None,
        experts=[expert_card(person) for person in experts[:4]],
        twin=_twin(story),
        # Of the same stories as long as no fact tells of another.
        nexts=[] if preview else remembered(f"next {story.pk} {language()}", lambda: _nexts(story)),
        corrected=day_words(dossier.corrected_at, always_year=True),
        correction_note=dossier.correction_note,
        subject=subjects[0].name if subjects else "",
    )


def story_json_ld(story: StoryPage, view: StoryView, publisher: str) -> dict[str, Any]:
    """The story as a schema.org NewsArticle."""
    dossier = story.dossier
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "inLanguage": HTML_LANGUAGE.get(dossier.language, ""),
        "datePublished": dossier.published_at.isoformat() if dossier.published_at else None,
        "dateModified": (dossier.corrected_at or dossier.published_at).isoformat() if dossier.published_at else None,
        "mainEntityOfPage": outside(view.card.url),
        "publisher": {"@type": "Organization", "name": publisher},
        "sourceOrganization": {"@type": "ResearchOrganization", "name": dossier.unit.name},
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    if view.writer:
        data["author"] = {"@type": "Person", "name": view.writer}
    if view.card.image_url:
        data["image"] = outside(view.card.image_url)
    if dossier.article:
        data["citation"] = {
            "@type": "ScholarlyArticle",
            "name": plain(dossier.article.title),
            "sameAs": f"https://doi.org/{dossier.article.doi}",
        }
    return {name: value for name, value in data.items() if value}


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry of the list of corrections: what, when, and what was wrong."""

    title: str
    url: str
    unit: str
    date: str
    text: str
    withdrawn: bool


def notices() -> QuerySet[Dossier]:
    """Stories that were corrected or taken back after they were public, in the reader's language, the latest first."""
    corrected = Q(corrected_at__isnull=False, story__live=True, withdrawn_at__isnull=True)
    taken_back = Q(withdrawn_at__isnull=False)
    return (
        Dossier.objects.filter(corrected | taken_back, published_at__isnull=False, language=language())
        .select_related("story", "unit")
        .order_by("-withdrawn_at", "-corrected_at", "-pk")
    )


def notice(dossier: Dossier) -> Notice:
    """The entry of a dossier."""
    withdrawn = dossier.withdrawn_at is not None
    return Notice(
        title=dossier.story.title,
        url=page_address(dossier.story.url_path),
        unit=dossier.unit.short_name,
        date=day_words(dossier.withdrawn_at or dossier.corrected_at, always_year=True),
        text=dossier.withdrawal_reason if withdrawn else dossier.correction_note,
        withdrawn=withdrawn,
    )
