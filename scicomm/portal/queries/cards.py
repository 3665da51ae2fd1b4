"""View models of the lists: what a story's card and an expert's card show, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from scicomm.assets.queries import alt_of, largest_address, renditions_for_covers
from scicomm.journals.models import Article
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Person, Unit
from scicomm.portal.queries.frame import language, page_address
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words, phrased
from scicomm.portal.rules.reading import reading_minutes


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story as a card, a lead or a line shows it. Dates are words; the seed draws the same cover for ever."""

    pk: int
    title: SafeString
    plain_title: str
    url: str
    summary: str
    unit: str
    unit_url: str
    date: str
    published_at: dt.datetime | None
    minutes: int
    lang: str
    seed: str
    formula: str
    pigment: str
    subjects: tuple[str, ...]
    image: Any = None
    """The real picture, with the renditions that `renditions_for_covers` reads; None where the cover is drawn."""
    image_url: str = ""
    image_alt: str = ""
    image_credit: str = ""
    badge: str = ""
    badge_kind: str = ""
    other: dict[str, str] | None = None
    unit_name: str = ""
    """The unit in full, where there is room for it."""

    @property
    def stand(self) -> str:
        """The sentence under a lead's title."""
        return self.summary

    @property
    def kicker(self) -> str:
        """The words above a lead's title."""
        return self.unit_name or self.unit

    @property
    def kicker_url(self) -> str:
        """Where the words above a lead's title lead."""
        return self.unit_url


def for_cards(stories: QuerySet[StoryPage]) -> QuerySet[StoryPage]:
    """The stories with all that cards show: two queries more for the whole list."""
    return stories.select_related("dossier__unit", "dossier__article", "cover_image").prefetch_related(
        "dossier__article__subjects", renditions_for_covers("cover_image")
    )


def picture_of(image: Any) -> tuple[str, str, str]:
    """Address, alternative text and credit of a real picture; empty where the cover is drawn."""
    address = largest_address(image) if image is not None else ""
    return (address, alt_of(image), image.credit) if address else ("", "", "")


def story_card(story: StoryPage, *, subjects: tuple[str, ...] | None = None) -> StoryCard:
    """The card of a story that `for_cards` has read, or one whose subjects' codes are known."""
    dossier = story.dossier
    article = dossier.article
    url, alt, credit = picture_of(story.cover_image)
    if subjects is None:
        subjects = tuple(subject.code for subject in article.subjects.all()) if article else ()
    return StoryCard(
        pk=story.pk,
        title=phrased(story.title),
        plain_title=story.title,
        url=page_address(story.url_path),
        summary=story.standfirst,
        unit=dossier.unit.short_name,
        unit_name=dossier.unit.name,
        unit_url=page_address(story.url_path.rstrip("/").rsplit("/", 1)[0] + "/"),
        date=day_words(dossier.published_at),
        published_at=dossier.published_at,
        minutes=reading_minutes(story.body.raw_data),
        lang="" if dossier.language == language() else HTML_LANGUAGE.get(dossier.language, ""),
        seed=article.doi if article else story.slug,
        formula=story.cover_formula,
        pigment=story.cover_pigment,
        subjects=subjects,
        image=story.cover_image if url else None,
        image_url=url,
        image_alt=alt,
        image_credit=credit,
    )


def story_cards(stories: Iterable[StoryPage]) -> list[StoryCard]:
    return [story_card(story) for story in stories]


_SHORT = (
    "pk",
    "title", "url_path", "slug", "cover_formula", "cover_pigment", "cover_image_id", "dossier__language",
    "dossier__published_at", "dossier__article_id", "dossier__article__doi", "dossier__unit__name_zh",
    "dossier__unit__name_en", "dossier__unit__short_zh", "dossier__unit__short_en",
)  # fmt: skip


def short_cards(stories: QuerySet[StoryPage], most: int) -> list[StoryCard]:
    """Cards without sentence and reading time, from a few columns: two queries, one more where real pictures stand."""
    rows = [dict(zip(_SHORT, row, strict=True)) for row in stories.values_list(*_SHORT)[:most]]
    codes: dict[int, list[str]] = {}
    article_ids = [row["dossier__article_id"] for row in rows if row["dossier__article_id"]]
    links = Article.subjects.through.objects.filter(article_id__in=article_ids)
    for article_id, code in links.values_list("article_id", "subject__code"):
        codes.setdefault(article_id, []).append(code)
    image_ids = [row["cover_image_id"] for row in rows if row["cover_image_id"]]
    images = (
        get_image_model().objects.prefetch_related(renditions_for_covers("")).in_bulk(image_ids) if image_ids else {}
    )
    return [
        _short_card(row, tuple(codes.get(row["dossier__article_id"], ())), images.get(row["cover_image_id"]))
        for row in rows
    ]


def _short_card(row: dict[str, Any], subjects: tuple[str, ...], image: Any) -> StoryCard:
    unit = Unit(**{name: row[f"dossier__unit__{name}"] for name in ("name_zh", "name_en", "short_zh", "short_en")})
    url, alt, credit = picture_of(image)
    code = row["dossier__language"]
    return StoryCard(
        pk=row["pk"],
        title=phrased(row["title"]),
        plain_title=row["title"],
        url=page_address(row["url_path"]),
        summary="",
        unit=unit.short_name,
        unit_url="",
        date=day_words(row["dossier__published_at"]),
        published_at=row["dossier__published_at"],
        minutes=0,
        lang="" if code == language() else HTML_LANGUAGE.get(code, ""),
        seed=row["dossier__article__doi"] or row["slug"],
        formula=row["cover_formula"],
        pigment=row["cover_pigment"],
        subjects=subjects,
        image=image if url else None,
        image_url=url,
        image_alt=alt,
        image_credit=credit,
    )


@dataclass(frozen=True, slots=True)
class ExpertCard:
    """A person who answers the public."""

    name: str
    seal: str
    role: str
    topics: str
    url: str = ""
    answers_in: str = ""
    badge: str = ""
    badge_kind: str = ""
    statement: str = ""


def expert_card(person: Person, *, with_unit: bool = False) -> ExpertCard:
    """The card of a person; with the unit where the page is not the unit's own."""
    english = language() == "en" or not person.family_name_zh
    seal = (person.given_name_en[:1] + person.family_name_en[:1]).upper() if english else person.family_name_zh[:1]
    unit = person.unit.short_name if with_unit else ""
    role = (
        _("%(title)s, %(unit)s") % {"title": person.title, "unit": unit}
        if person.title and unit
        else person.title or unit
    )
    return ExpertCard(name=person.name, seal=seal, role=role, topics=person.speaks_on)
