"""The disciplines as ways in: how much each has, and what is newest in one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Article, Journal
from scicomm.newsroom.queries import public_stories
from scicomm.portal.queries.cards import StoryCard, short_cards
from scicomm.portal.queries.frame import address
from scicomm.portal.queries.generation import remembered


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A discipline in the list, with its numbers."""

    code: str
    name_zh: str
    name_en: str
    articles: int
    journals: int

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def url(self) -> str:
        return address("portal:subject", self.code)


def _read() -> tuple[SubjectRow, ...]:
    """Three queries."""

    def counted(model: type[Article] | type[Journal]) -> dict[int, int]:
        through = model.subjects.through.objects.order_by()
        rows = through.values("subject_id").annotate(times=Count("pk"))
        return {row["subject_id"]: row["times"] for row in rows}

    articles, journals = counted(Article), counted(Journal)
    rows = Subject.objects.filter(is_active=True).order_by("code").values_list("pk", "code", "name_zh", "name_en")
    return tuple(
        SubjectRow(code, zh, en, articles.get(pk, 0), journals.get(pk, 0))
        for pk, code, zh, en in rows
        if pk in articles or pk in journals
    )


def subject_rows() -> tuple[SubjectRow, ...]:
    """The disciplines in which there is an article or a journal, by code; once a generation."""
    return remembered("subject rows", _read)


def subject_stories(subject: Subject, language: str, most: int = 4) -> list[StoryCard]:
    """The newest stories made from articles of a discipline."""
    through = Article.subjects.through.objects.filter(subject=subject).values("article_id")
    return short_cards(public_stories(language).filter(dossier__article__in=through), most)
