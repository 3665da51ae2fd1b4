"""Reads for the pages of stories: the lists, one story with all that stands around it, what was corrected or taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.journals.models import Article
from scicomm.newsroom.models import ChangeKind, Dossier, StoryChange, StoryPage, StoryState
from scicomm.newsroom.queries import PaperNotice, adopted_stories, paper_notice, public_stories
from scicomm.organisation.models import Unit
from scicomm.portal.queries.around import around_story
from scicomm.portal.queries.cards import (
    ExpertCard,
    StoryCard,
    expert_card,
    for_cards,
    short_cards,
    story_card,
    story_cards,
)
from scicomm.portal.queries.frame import article_url, language, outside, page_address
from scicomm.portal.queries.generation import remembered
from scicomm.portal.queries.papers import PaperLine, paper_line
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words

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


ADOPTED = 3


def adopted_cards(unit: Unit) -> list[StoryCard]:
    """What a unit adopted from the units below it, the last adopted first, each saying whose it is. Nothing for units without
    others below; for the others four queries once a generation."""
    if not unit.numchild:
        return []
    return remembered(f"adopted {unit.pk} {language()}", lambda: _adopted(unit))


def _adopted(unit: Unit) -> list[StoryCard]:
    cards = story_cards(for_cards(adopted_stories(unit, language()))[:ADOPTED])
    return [replace(card, badge=_("from %(unit)s") % {"unit": card.unit}, badge_kind="go", unit="") for card in cards]


def marked(cards: list[StoryCard], adopted: list[StoryCard]) -> tuple[list[StoryCard], list[StoryCard]]:
    """A list with what is adopted marked in it, and the adopted ones that are not: no story stands twice on a page."""
    marks = {card.pk: card for card in adopted}
    shown = {card.pk for card in cards}
    return [marks.get(card.pk, card) for card in cards], [card for card in adopted if card.pk not in shown]


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
    change_title: str
    subject: str
    notice: PaperNotice | None = None


def _twin(found: tuple[str, str] | None) -> dict[str, str] | None:
    """The same story in the other language, as the page offers it."""
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
    """Three to read on: of the same subjects or unit first, then the newest. Two queries, one more for real pictures."""
    dossier = story.dossier
    near = Q(dossier__unit=dossier.unit_id)
    if dossier.article_id:
        links = Article.subjects.through.objects
        shared = links.filter(article_id=dossier.article_id).values("subject_id")
        near |= Q(Exists(links.filter(article_id=OuterRef("dossier__article_id"), subject_id__in=shared)))
    others = public_stories(dossier.language).exclude(pk=story.pk).select_related(None)
    first = Case(When(near, then=0), default=1)
    return short_cards(others.order_by(first, "-dossier__published_at", "-pk"), NEXT_STORIES)


def story_view(story: StoryPage, *, preview: bool = False) -> StoryView:
    """What the page of a story shows. The story comes from `find_story` or from Wagtail, as a preview too."""
    dossier = story.dossier
    article = dossier.article
    around = around_story(dossier)
    author = dossier.author
    return StoryView(
        card=story_card(story, subjects=tuple(code for code, _words in around.subjects)),
        writer=author.get_full_name() if author else "",
        reviewers="" if preview else pgettext("list", ", ").join(around.reviewers),
        checked_by=pgettext("list", ", ").join(person.name for person in around.experts[:2]),
        date=day_words(dossier.published_at, always_year=True),
        paper=paper_line(article, around.authors) if article else None,
        experts=[expert_card(person) for person in around.experts[:4]],
        twin=_twin(around.twin),
        # Of the same stories as long as no fact tells of another.
        nexts=[] if preview else remembered(f"next {story.pk} {language()}", lambda: _nexts(story)),
        corrected=day_words(dossier.corrected_at, always_year=True),
        correction_note=dossier.correction_note,
        change_title=_("Update") if dossier.change_kind == ChangeKind.UPDATED else "",
        subject=around.subjects[0][1] if around.subjects else "",
        notice=paper_notice(dossier),
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
            "name": dossier.article.title,
            "sameAs": f"https://doi.org/{dossier.article.doi}",
        }
    if view.notice:
        data["correction"] = {
            "@type": "CorrectionComment",
            "text": f"{view.notice.title}. {view.notice.text}",
            "datePublished": view.notice.on.isoformat(),
            "url": outside(article_url(view.notice.doi)),
        }
    return {name: value for name, value in data.items() if value}


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry of the log of corrections: what, when, and what was wrong. Of a killed story there is no title and no address."""

    title: str
    url: str
    unit: str
    date: str
    text: str
    kind: str


def notices(unit: Unit | None = None) -> QuerySet[StoryChange]:
    """Everything that was done to stories after they were public, in the reader's language, of a unit and those below it where
    asked; the latest first. One story may stand here several times: each change has its own note."""
    rows = StoryChange.objects.filter(
        told_at__isnull=False, dossier__published_at__isnull=False, dossier__language=language()
    )
    if unit is not None:
        rows = rows.filter(dossier__unit__path__startswith=unit.path)
    return rows.select_related("dossier__story", "dossier__unit").order_by("-told_at", "-pk")


def notice(change: StoryChange) -> Notice:
    """The entry of one change. What was said of a story that was killed later is said no more."""
    dossier = change.dossier
    killed = dossier.state == StoryState.KILLED
    return Notice(
        title="" if killed else dossier.story.title,
        url="" if killed else page_address(dossier.story.url_path),
        unit=dossier.unit.short_name,
        date=day_words(change.told_at, always_year=True),
        text=change.note,
        kind=change.kind,
    )


def farewell(dossier: Dossier) -> Notice:
    """What stands at the address of a story that was withdrawn or killed, from the dossier alone."""
    killed = dossier.state == StoryState.KILLED
    return Notice(
        title="" if killed else dossier.story.title,
        url="",
        unit=dossier.unit.short_name,
        date=day_words(dossier.withdrawn_at, always_year=True),
        text=dossier.withdrawal_reason,
        kind=ChangeKind.KILLED if killed else ChangeKind.WITHDRAWN,
    )
